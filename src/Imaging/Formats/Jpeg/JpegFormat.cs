using System.Globalization;
using UNetSharp.Imaging.Formats.Tiff;

namespace UNetSharp.Imaging.Formats.Jpeg;

/// <summary>JPEG pictures.</summary>
/// <remarks>
/// <para>ITU-T T.81, https://www.w3.org/Graphics/JPEG/itu-t81.pdf; JFIF, https://www.w3.org/Graphics/JPEG/jfif3.pdf.</para>
/// <para>
/// Read: baseline, extended and progressive, 8 bits, grey, YCbCr, RGB, CMYK and YCCK (the last two become RGB, without a colour profile), any subsampling, restart intervals.
/// The orientation that cameras note is not acted upon, so that masks and pictures stay aligned; the metadata keep it ("orientation").
/// Not written: a label or a probability does not survive it.
/// </para>
/// </remarks>
public sealed class JpegFormat : ImageFormat
{
    /// <inheritdoc/>
    public override string Name => "JPEG";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg"];

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> start) => start is [0xFF, 0xD8, 0xFF, ..];

    /// <inheritdoc/>
    public override Image Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var length = stream.Length - stream.Position;
        if (length > Array.MaxLength) throw new InvalidDataException($"{name}: a JPEG of {length:n0} bytes is more than is read at once.");
        var data = new byte[length];
        stream.ReadExactly(data);
        var decoder = new JpegDecoder(data, new JpegTables(), name);
        decoder.Decode();
        if (decoder.Frame is not { } frame) throw new InvalidDataException($"{name}: the file holds no picture, only tables.");
        var metadata = new Dictionary<string, string>();
        if (!string.IsNullOrWhiteSpace(decoder.Comment)) metadata["description"] = decoder.Comment;
        if (decoder.Exif is not null && Orientation(decoder.Exif, name) is not 1 and var orientation)
        {
            metadata["orientation"] = orientation.ToString(CultureInfo.InvariantCulture);
        }

        var (pixels, channels) = (JpegPixels.Interleave(frame, decoder.Colour), JpegPixels.ChannelsOf(frame, decoder.Colour));
        return new Image(pixels, frame.Height, frame.Width, channels) { Spacing = SpacingOf(decoder), Metadata = metadata };
    }

    /// <inheritdoc/>
    public override void Write(Image image, Stream stream, string name) =>
        throw new ArgumentException($"{name}: JPEG is not written, since it changes the values it stores: write a PNG or a TIFF.");

    private static Spacing SpacingOf(JpegDecoder decoder) => decoder.Density switch
    {
        (1, var across, var down) => PrintResolution.ToSpacing(across / 0.0254, down / 0.0254),
        (2, var across, var down) => PrintResolution.ToSpacing(across * 100, down * 100),
        _ => Spacing.Pixels,
    };

    private static long Orientation(byte[] exif, string name)
    {
        try
        {
            return new TiffFile(new MemoryStream(exif), name).Directories().FirstOrDefault()?.Integer(TiffTag.Orientation, 1) ?? 1;
        }
        catch (InvalidDataException)
        {
            return 1;   // a damaged note does not make the picture unreadable
        }
    }
}
