using System.Buffers.Binary;

namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>Differences between neighbours, which pack better than the samples themselves; and back.</summary>
internal static class Predictor
{
    /// <summary>Predictor 2, undone: each sample was stored less the one to its left of the same channel, whatever its bits stand for.</summary>
    /// <remarks>TIFF 6.0, section 14, "Differencing predictor".</remarks>
    /// <param name="row">A row of little-endian samples.</param>
    /// <param name="width">Bytes a sample.</param>
    /// <param name="channels">Samples a pixel.</param>
    public static void Sum(Span<byte> row, int width, int channels)
    {
        var step = width * channels;
        switch (width)
        {
            case 1:
                for (var i = step; i < row.Length; i++) row[i] += row[i - step];
                break;
            case 2:
                for (var i = step; i + 1 < row.Length; i += 2) Write16(row[i..], (ushort)(Read16(row[i..]) + Read16(row[(i - step)..])));
                break;
            case 4:
                for (var i = step; i + 3 < row.Length; i += 4) Write32(row[i..], Read32(row[i..]) + Read32(row[(i - step)..]));
                break;
            default:
                for (var i = step; i + 7 < row.Length; i += 8) Write64(row[i..], Read64(row[i..]) + Read64(row[(i - step)..]));
                break;
        }
    }

    /// <summary>Predictor 2: the reverse of <see cref="Sum"/>.</summary>
    /// <inheritdoc cref="Sum"/>
    public static void Difference(Span<byte> row, int width, int channels)
    {
        var step = width * channels;
        switch (width)
        {
            case 1:
                for (var i = row.Length - 1; i >= step; i--) row[i] -= row[i - step];
                break;
            case 2:
                for (var i = row.Length - 2; i >= step; i -= 2) Write16(row[i..], (ushort)(Read16(row[i..]) - Read16(row[(i - step)..])));
                break;
            default:
                for (var i = row.Length - 4; i >= step; i -= 4) Write32(row[i..], Read32(row[i..]) - Read32(row[(i - step)..]));
                break;
        }
    }

    /// <summary>Predictor 3, undone: the bytes of a row of floats were sorted by significance, the most significant of all samples first, and then differenced as bytes.</summary>
    /// <remarks>Adobe Photoshop TIFF Technical Note 3 (2005), "Floating point horizontal differencing".</remarks>
    /// <param name="row">A row; little-endian samples afterwards.</param>
    /// <param name="width">Bytes a sample.</param>
    /// <param name="channels">Samples a pixel.</param>
    /// <param name="scratch">As long as the row.</param>
    public static void Gather(Span<byte> row, int width, int channels, Span<byte> scratch)
    {
        for (var i = channels; i < row.Length; i++) row[i] += row[i - channels];
        row.CopyTo(scratch);
        var samples = row.Length / width;
        for (var i = 0; i < samples; i++)
        {
            for (var significance = 0; significance < width; significance++) row[(i * width) + width - 1 - significance] = scratch[(significance * samples) + i];
        }
    }

    private static ushort Read16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static void Write16(Span<byte> bytes, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);

    private static ulong Read64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static void Write64(Span<byte> bytes, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);

    private static uint Read32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static void Write32(Span<byte> bytes, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
}
