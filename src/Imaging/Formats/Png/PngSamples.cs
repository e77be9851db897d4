using System.Buffers.Binary;

namespace UNetSharp.Imaging.Formats.Png;

/// <summary>Between the packed bytes of a row and samples. Samples keep the values of the file: 1 bit is 0 or 1, not 0 or 255.</summary>
/// <remarks>https://www.w3.org/TR/png-3/#7Scanline</remarks>
internal static class PngSamples
{
    /// <summary>Spreads a row over an image.</summary>
    /// <param name="row">The bytes of the row.</param>
    /// <param name="header">What they are.</param>
    /// <param name="samples">The whole image's samples, bytes or 16-bit numbers.</param>
    /// <param name="firstPixel">Where the row's first pixel goes.</param>
    /// <param name="step">How far apart the row's pixels lie in the image.</param>
    /// <param name="width">How many there are.</param>
    public static void Unpack(ReadOnlySpan<byte> row, PngHeader header, Array samples, int firstPixel, int step, int width)
    {
        var channels = header.Channels;
        switch (header.BitDepth)
        {
            case 16:
                var wide = ((ushort[])samples).AsSpan(firstPixel * channels);
                for (var i = 0; i < width; i++)
                {
                    for (var c = 0; c < channels; c++) wide[(i * step * channels) + c] = BinaryPrimitives.ReadUInt16BigEndian(row[(2 * ((i * channels) + c))..]);
                }

                break;
            case 8 when step == 1:
                row.CopyTo(((byte[])samples).AsSpan(firstPixel * channels));
                break;
            case 8:
                var narrow = ((byte[])samples).AsSpan(firstPixel * channels);
                for (var i = 0; i < width; i++) row.Slice(i * channels, channels).CopyTo(narrow[(i * step * channels)..]);
                break;
            default:
                UnpackBits(row, header.BitDepth, ((byte[])samples).AsSpan(firstPixel), step, width);
                break;
        }
    }

    // "These samples are packed into bytes with the leftmost sample in the high-order bits of a byte followed by the other samples for the scanline."
    private static void UnpackBits(ReadOnlySpan<byte> row, int depth, Span<byte> samples, int step, int width)
    {
        var mask = (1 << depth) - 1;
        for (var i = 0; i < width; i++)
        {
            var bit = i * depth;
            samples[i * step] = (byte)((row[bit >> 3] >> (8 - depth - (bit & 7))) & mask);
        }
    }
}
