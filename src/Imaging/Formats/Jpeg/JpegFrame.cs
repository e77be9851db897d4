namespace UNetSharp.Imaging.Formats.Jpeg;

/// <summary>What a frame header says: size and components.</summary>
/// <remarks>ITU-T T.81, B.2.2.</remarks>
internal sealed class JpegFrame(int width, int height, bool progressive, JpegComponent[] components)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public bool Progressive { get; } = progressive;

    public JpegComponent[] Components { get; } = components;

    public int MostAcross { get; } = components.Max(component => component.Across);

    public int MostDown { get; } = components.Max(component => component.Down);

    /// <summary>Units (MCU) of an interleaved scan, across and down.</summary>
    public int UnitsAcross => (Width + (8 * MostAcross) - 1) / (8 * MostAcross);

    /// <inheritdoc cref="UnitsAcross"/>
    public int UnitsDown => (Height + (8 * MostDown) - 1) / (8 * MostDown);

    /// <summary>Parses a frame header and takes memory for it, if the file can hold so many blocks.</summary>
    /// <param name="segment">The header without its length.</param>
    /// <param name="progressive">Whether its marker is SOF2.</param>
    /// <param name="bytesLeft">Bytes of the file.</param>
    /// <param name="name">The file, for messages.</param>
    public static JpegFrame Parse(ReadOnlySpan<byte> segment, bool progressive, long bytesLeft, string name)
    {
        // P, sample precision, 8 bits; Y, lines, 16; X, samples a line, 16; Nf, components, 8; for each of them C, identifier, 8; H 4; V 4; Tq, quantisation table, 8.
        if (segment.Length < 6 || segment.Length < 6 + (3 * segment[5]))
        {
            throw new InvalidDataException($"{name}: the frame header has {segment.Length} bytes, fewer than its components need.");
        }

        if (segment[0] != 8)
        {
            throw new InvalidDataException($"{name}: a JPEG of {segment[0]} bits a sample is not read, only of 8: save it as PNG or TIFF with 16 bits.");
        }

        int height = (segment[1] << 8) | segment[2], width = (segment[3] << 8) | segment[4];
        if (width == 0 || height == 0)
        {
            throw new InvalidDataException($"{name}: the frame header promises {width} x {height} pixels; heights that come after the pixels (DNL) are not read.");
        }

        if (segment[5] is < 1 or > 4) throw new InvalidDataException($"{name}: the frame header promises {segment[5]} components; 1 to 4 are read.");
        var components = new JpegComponent[segment[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var bytes = segment.Slice(6 + (3 * i), 3);
            int across = bytes[1] >> 4, down = bytes[1] & 15;
            if (across is < 1 or > 4 || down is < 1 or > 4 || bytes[2] > 3)
            {
                throw new InvalidDataException(
                    $"{name}: component {i + 1} has sampling {across} x {down} and " +
                    $"quantisation table {bytes[2]}; 1 to 4 and 0 to 3 are possible.");
            }

            components[i] = new JpegComponent(bytes[0], across, down, bytes[2]);
        }

        var frame = new JpegFrame(width, height, progressive, components);
        var blocks = components.Sum(component => (long)frame.UnitsAcross * component.Across * frame.UnitsDown * component.Down);
        // No block of 8 x 8 samples takes less than one bit, in the first scan at the least.
        if (blocks > 8 * bytesLeft)
        {
            throw new InvalidDataException(
                $"{name}: the frame header promises {width:n0} x {height:n0} pixels, {blocks:n0} blocks; " +
                $"the {bytesLeft:n0} bytes of the file can't hold so many: is it truncated?");
        }

        if (blocks * 64 > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"{name}: {width:n0} x {height:n0} pixels of {components.Length} components " +
                $"are more than are read at once: save the picture as a tiled TIFF.");
        }

        foreach (var component in components) component.Allocate(frame);
        return frame;
    }
}
