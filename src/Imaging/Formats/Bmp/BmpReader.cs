using System.Buffers.Binary;
using System.Numerics;

namespace UNetSharp.Imaging.Formats.Bmp;

/// <summary>Reads the pixels of a Windows bitmap.</summary>
internal static class BmpReader
{
    // Runs and jumps can leave most of a picture unsaid; beyond this a header is a lie rather than a drawing.
    private const int GreatestExpansion = 1024;

    public static Image Read(byte[] data, string name)
    {
        var header = BmpHeader.Parse(data, name);
        var hasAlpha = header.Masks[3] != 0;
        var channels = header.Bits <= 8 ? 1 : hasAlpha ? 4 : 3;
        var count = (Int128)header.Width * header.Height * channels;
        var left = Math.Max(0, data.Length - header.PixelsAt);
        var promised = header.Packing is BmpPacking.Runs8 or BmpPacking.Runs4 ? count / GreatestExpansion : (Int128)header.RowBytes * header.Height;
        if (promised > left || count > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"{name}: the header promises {header.Width:n0} x {header.Height:n0} pixels of {header.Bits} bits, " +
                $"but only {left:n0} bytes follow at {header.PixelsAt:n0}: is the file truncated?");
        }

        var samples = new byte[(int)count];
        var pixels = data.AsSpan(header.PixelsAt);
        if (header.Packing is BmpPacking.Runs8 or BmpPacking.Runs4) UnpackRuns(pixels, header, samples, name);
        else Unpack(pixels, header, samples, header.Width * channels);
        return new Image(samples, header.Height, header.Width, channels)
        {
            HasAlpha = hasAlpha,
            Palette = header.Palette is null || header.Palette.IsGreyRamp ? null : header.Palette,
            Spacing = PrintResolution.ToSpacing(header.AcrossPerMetre, header.DownPerMetre),
        };
    }

    // A positive height stands for rows from the bottom up, a negative one for rows from the top down.
    private static int Place(BmpHeader header, int y) => header.TopDown ? y : header.Height - 1 - y;

    private static void Unpack(ReadOnlySpan<byte> pixels, BmpHeader header, byte[] samples, int rowSamples)
    {
        var rowBytes = (int)header.RowBytes;
        for (var y = 0; y < header.Height; y++) Row(pixels.Slice(y * rowBytes, rowBytes), header, samples.AsSpan(Place(header, y) * rowSamples, rowSamples));
    }

    private static void Row(ReadOnlySpan<byte> row, BmpHeader header, Span<byte> samples)
    {
        switch (header.Bits)
        {
            case 24:
                for (var i = 0; i < samples.Length; i += 3) (samples[i], samples[i + 1], samples[i + 2]) = (row[i + 2], row[i + 1], row[i]);
                break;
            case 8:
                row[..samples.Length].CopyTo(samples);
                break;
            case 16 or 32:
                var channels = samples.Length / header.Width;
                for (var x = 0; x < header.Width; x++)
                {
                    var pixel = header.Bits == 16 ? BinaryPrimitives.ReadUInt16LittleEndian(row[(2 * x)..]) : BinaryPrimitives.ReadUInt32LittleEndian(row[(4 * x)..]);
                    for (var c = 0; c < channels; c++) samples[(x * channels) + c] = Masked(pixel, header.Masks[c]);
                }

                break;
            default:
                var mask = (1 << header.Bits) - 1;
                for (var x = 0; x < header.Width; x++) samples[x] = (byte)((row[x * header.Bits / 8] >> (8 - header.Bits - (x * header.Bits % 8))) & mask);
                break;
        }
    }

    // Colours of fewer or more than 8 bits are stretched to 0..255.
    private static byte Masked(uint pixel, uint mask)
    {
        if (mask == 0) return 0;
        var shift = BitOperations.TrailingZeroCount(mask);
        ulong value = (pixel & mask) >> shift, most = mask >> shift;
        return (byte)(((value * 255) + (most / 2)) / most);
    }

    // https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-compression: pairs of bytes. A count and what to repeat, in 4 bits two indices by turns.
    // After a zero: 0 end of line, 1 end of bitmap, 2 a jump, the two bytes that follow are the distances right and up; else so many single indices, padded to 16 bits.
    private static void UnpackRuns(ReadOnlySpan<byte> packed, BmpHeader header, byte[] samples, string name)
    {
        int at = 0, x = 0, y = 0;
        var narrow = header.Bits == 4;
        while (at + 1 < packed.Length)
        {
            int count = packed[at], value = packed[at + 1];
            at += 2;
            if (count > 0)
            {
                for (var i = 0; i < count; i++) Put(narrow ? (i % 2 == 0 ? value >> 4 : value & 15) : value);
                continue;
            }

            switch (value)
            {
                case 0:
                    (x, y) = (0, y + 1);
                    break;
                case 1:
                    return;
                case 2:
                    if (at + 1 >= packed.Length) throw Truncated();
                    (x, y, at) = (x + packed[at], y + packed[at + 1], at + 2);
                    if (x > header.Width || y > header.Height) throw Outside();
                    break;
                default:
                    var bytes = narrow ? (value + 1) / 2 : value;
                    if (at + bytes > packed.Length) throw Truncated();
                    for (var i = 0; i < value; i++) Put(narrow ? (i % 2 == 0 ? packed[at + (i / 2)] >> 4 : packed[at + (i / 2)] & 15) : packed[at + i]);
                    at += (bytes + 1) / 2 * 2;
                    break;
            }
        }

        throw Truncated();

        void Put(int index)
        {
            if (x >= header.Width || y >= header.Height) throw Outside();
            samples[(Place(header, y) * header.Width) + x++] = (byte)index;
        }

        InvalidDataException Outside() => new($"{name}: a run leads to column {x:n0}, row {y:n0} of {header.Width:n0} x {header.Height:n0} pixels: the file is damaged.");

        InvalidDataException Truncated() => new($"{name}: the runs end in row {y:n0} of {header.Height:n0}: is the file truncated?");
    }
}
