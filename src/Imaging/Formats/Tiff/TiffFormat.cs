using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>Tagged Image File Format, with BigTIFF and the descriptions of ImageJ and OME.</summary>
/// <remarks>
/// <para>TIFF 6.0: https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf. BigTIFF: https://www.awaresystems.be/imaging/tiff/bigtiff.html.</para>
/// <para>
/// Read: stacks of pages; strips and tiles; channels together or apart; integers of 1 to 32 bits, and of 64 up to 2⁵³; floats of 16, 24, 32 and 64 bits; not packed, PackBits, LZW, Deflate, JPEG (YCbCr becomes RGB);
/// predictors 2 and 3; both byte orders and bit orders; grey, RGB, palette, CMYK. Values are the file's own: nothing is inverted for "min is white" (see the metadata, "photometric"),
/// indices stay indices, signed bytes become 16 bits, half precision becomes single.
/// The orientation field is not acted upon, so that masks and pictures of one scan stay aligned; the metadata keep it ("orientation").
/// </para>
/// <para>Written: every sample type, Deflate with predictor 2 or not packed, BigTIFF beyond 4 GB, spacing and stacks in ImageJ's manner.</para>
/// </remarks>
public sealed class TiffFormat : ImageFormat
{
    /// <summary>Whether what is written is packed with Deflate; true unless said otherwise.</summary>
    public bool Compressed { get; init; } = true;

    /// <inheritdoc/>
    public override string Name => "TIFF";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".tif", ".tiff"];

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> start) => start is [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..];

    /// <inheritdoc/>
    public override Image Read(Stream stream, string name)
    {
        using var reader = new TiffReader(stream, name);
        return reader.ReadWhole();
    }

    /// <inheritdoc/>
    public override void Write(Image image, Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var writer = new TiffWriter(ImageLayout.Of(image), image.Depth, Compressed, stream);
        for (var plane = 0; plane < image.Depth; plane++) writer.Append(image.Depth == 1 ? image : image.Plane(plane));
        writer.Complete();
    }

    /// <inheritdoc/>
    public override IRowReader OpenRows(Stream stream, string name, int page) => new TiffReader(stream, name, page);

    /// <inheritdoc/>
    public override IRowWriter CreateRows(ImageLayout layout, Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new TiffWriter(layout, 1, Compressed, stream);
    }
}
