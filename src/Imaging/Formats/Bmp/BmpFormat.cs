using System.Buffers.Binary;

namespace UNetSharp.Imaging.Formats.Bmp;

/// <summary>Windows bitmaps.</summary>
/// <remarks>
/// <para>https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-storage</para>
/// <para>
/// Read: 1, 4 and 8 bits as indices with their palette (a palette that is just the 256 greys is dropped: the indices are the greys), 16, 24 and 32 bits as RGB, or RGBA where a mask
/// names opacity; runs; rows from either end. Written: 8-bit grey and indices, 24-bit RGB.
/// </para>
/// </remarks>
public sealed class BmpFormat : ImageFormat
{
    /// <inheritdoc/>
    public override string Name => "BMP";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".bmp"];

    /// <inheritdoc/>
    // "BM" begins many a text; the length of the second header makes it sure.
    public override bool Recognises(ReadOnlySpan<byte> start) =>
        start.Length >= 18 && start.StartsWith("BM"u8) && start[14] is >= 12 and <= 124 && start[15..18] is [0, 0, 0];

    /// <inheritdoc/>
    public override Image Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var length = stream.Length - stream.Position;
        if (length > Array.MaxLength) throw new InvalidDataException($"{name}: a bitmap of {length:n0} bytes is more than is read at once.");
        var data = new byte[length];
        stream.ReadExactly(data);
        return BmpReader.Read(data, name);
    }

    /// <inheritdoc/>
    public override void Write(Image image, Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(stream);
        if (image.Depth != 1 || image.SampleType != SampleType.UInt8 || image.HasAlpha || image.Channels is not (1 or 3) || image.Palette?.Count > 256)
        {
            throw new ArgumentException($"{name}: a bitmap holds one picture of 8 bits, grey, indexed or RGB, not {image}: write a PNG or a TIFF.");
        }

        var indexed = image.Channels == 1;
        var (rowSamples, rowBytes) = (image.Width * image.Channels, ((image.Width * image.Channels) + 3) / 4 * 4);
        var pixelsAt = BmpHeader.FileHeaderLength + BmpHeader.InfoHeaderLength + (indexed ? 4 * (image.Palette?.Count ?? 256) : 0);
        if (pixelsAt + ((long)rowBytes * image.Height) > uint.MaxValue) throw new ArgumentException($"{name}: a bitmap holds at most 4 GB: write a TIFF.");
        stream.Write(Headers(image, pixelsAt, (uint)(rowBytes * (long)image.Height)));
        if (indexed) stream.Write(ColourTable(image.Palette));
        var row = new byte[rowBytes];
        for (var y = image.Height - 1; y >= 0; y--)
        {
            image.CopyTo(row, 0, y * rowSamples, rowSamples);
            for (var i = 0; i < rowSamples && !indexed; i += 3) (row[i], row[i + 2]) = (row[i + 2], row[i]);
            stream.Write(row);
        }
    }

    private static byte[] Headers(Image image, int pixelsAt, uint pixelBytes)
    {
        var bytes = new byte[BmpHeader.FileHeaderLength + BmpHeader.InfoHeaderLength];
        var (file, info) = (bytes.AsMemory(), bytes.AsMemory(BmpHeader.FileHeaderLength));
        (bytes[0], bytes[1]) = ((byte)'B', (byte)'M');
        BinaryPrimitives.WriteUInt32LittleEndian(file.Span[2..], (uint)pixelsAt + pixelBytes);
        BinaryPrimitives.WriteInt32LittleEndian(file.Span[10..], pixelsAt);
        BinaryPrimitives.WriteInt32LittleEndian(info.Span, BmpHeader.InfoHeaderLength);
        BinaryPrimitives.WriteInt32LittleEndian(info.Span[4..], image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(info.Span[8..], image.Height);
        BinaryPrimitives.WriteInt16LittleEndian(info.Span[12..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(info.Span[14..], (short)(image.Channels * 8));
        BinaryPrimitives.WriteUInt32LittleEndian(info.Span[20..], pixelBytes);
        BinaryPrimitives.WriteInt32LittleEndian(info.Span[32..], image.Palette?.Count ?? 0);
        return bytes;
    }

    // The palette's colours; 256 greys if the image has none.
    private static byte[] ColourTable(Palette? palette)
    {
        var bytes = new byte[4 * (palette?.Count ?? 256)];
        for (var i = 0; i < bytes.Length / 4; i++)
        {
            var colour = palette is null ? new Colour((byte)i, (byte)i, (byte)i) : palette[i];
            (bytes[4 * i], bytes[(4 * i) + 1], bytes[(4 * i) + 2]) = (colour.B, colour.G, colour.R);
        }

        return bytes;
    }
}
