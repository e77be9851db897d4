namespace UNetSharp.Imaging.Formats.Gif;

/// <summary>Graphics Interchange Format.</summary>
/// <remarks>
/// <para>GIF89a, https://www.w3.org/Graphics/GIF/spec-gif89a.txt.</para>
/// <para>
/// Read: the first frame, as indices with their palette; a palette that is just the 256 greys is dropped, since the indices are the greys then. Of an animation
/// the metadata tell how many frames are left out ("otherPages"). Not written.
/// </para>
/// </remarks>
public sealed class GifFormat : ImageFormat
{
    /// <inheritdoc/>
    public override string Name => "GIF";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".gif"];

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith("GIF8"u8);

    /// <inheritdoc/>
    public override Image Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var length = stream.Length - stream.Position;
        if (length > Array.MaxLength) throw new InvalidDataException($"{name}: a GIF of {length:n0} bytes is more than is read at once.");
        var data = new byte[length];
        stream.ReadExactly(data);
        return new GifReader(data, name).Read();
    }

    /// <inheritdoc/>
    public override void Write(Image image, Stream stream, string name) => throw new ArgumentException($"{name}: GIF is not written: write a PNG, which holds palettes too.");
}
