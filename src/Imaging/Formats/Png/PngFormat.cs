using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Imaging.Formats.Png;

/// <summary>Portable Network Graphics.</summary>
/// <remarks>
/// <para>https://www.w3.org/TR/png-3/</para>
/// <para>
/// Read: every colour type and depth, interlaced or not, in the file's own values: samples of 1, 2 and 4 bits are not stretched to 8, indices are not replaced by colours, and
/// no gamma or colour profile is applied. A colour that is to be taken as transparent is kept in the metadata ("transparent"). Of an animation, the still picture is read.
/// A wrong check sum of a chunk that is not needed for the pixels is passed over; every other damage is refused.
/// </para>
/// <para>Written: grey and RGB, with or without opacity, of 8 or 16 bits, and 8-bit indices; spacing as pixels a metre, and exactly in a text named "Spacing".</para>
/// </remarks>
public sealed class PngFormat : ImageFormat
{
    /// <inheritdoc/>
    public override string Name => "PNG";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".png"];

    /// <inheritdoc/>
    // Only the name is looked for: what a transfer as text does to the line ends that follow gets its own message.
    public override bool Recognises(ReadOnlySpan<byte> start) => start.Length >= 4 && start[1..4].SequenceEqual("PNG"u8);

    /// <inheritdoc/>
    public override Image Read(Stream stream, string name)
    {
        using var reader = new PngReader(stream, name);
        return reader.ReadWhole();
    }

    /// <inheritdoc/>
    public override void Write(Image image, Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Depth != 1)
        {
            throw new ArgumentException($"{name}: PNG holds one picture, not a stack of {image.Depth}: write a TIFF, or each Plane to a file of its own.");
        }

        using var writer = new PngWriter(ImageLayout.Of(image), stream, name);
        writer.Append(image);
        writer.Complete();
    }

    /// <inheritdoc/>
    public override IRowReader OpenRows(Stream stream, string name, int page) =>
        page == 0 ? new PngReader(stream, name) : throw new InvalidDataException($"{name}: page {page} is asked for, counted from 0, but a PNG file has one.");

    /// <inheritdoc/>
    public override IRowWriter CreateRows(ImageLayout layout, Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new PngWriter(layout, stream, name);
    }
}
