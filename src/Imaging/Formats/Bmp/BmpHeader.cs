using System.Buffers.Binary;

namespace UNetSharp.Imaging.Formats.Bmp;

/// <summary>The headers of a Windows bitmap: size, depth, packing, colours.</summary>
/// <remarks>https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-storage; BITMAPFILEHEADER and, after it, BITMAPINFOHEADER or one of its kin, told apart by their length.</remarks>
internal sealed record BmpHeader(int Width, int Height, bool TopDown, int Bits, BmpPacking Packing, int PixelsAt)
{
    public const int FileHeaderLength = 14, InfoHeaderLength = 40;

    /// <summary>Which bits of a pixel of 16 or 32 bits are red, green, blue and opacity; all 0 if there is none.</summary>
    public uint[] Masks { get; private init; } = [0, 0, 0, 0];

    public Palette? Palette { get; private init; }

    public int AcrossPerMetre { get; private init; }

    public int DownPerMetre { get; private init; }

    /// <summary>Bytes of a row, padded to a multiple of four.</summary>
    public long RowBytes => (((long)Width * Bits) + 31) / 32 * 4;

    public static BmpHeader Parse(ReadOnlySpan<byte> data, string name)
    {
        if (data.Length < FileHeaderLength + 12) throw new InvalidDataException($"{name}: a bitmap's headers have at least 26 bytes, the file has {data.Length}.");
        // bfType "BM", bfSize 4, two reserved 2 each, bfOffBits 4: where the pixels begin, from the beginning of the file.
        var pixelsAt = BinaryPrimitives.ReadUInt32LittleEndian(data[10..]);
        var info = data[FileHeaderLength..];
        var length = BinaryPrimitives.ReadUInt32LittleEndian(info);
        if (length > info.Length || length is not (12 or 16 or 40 or 52 or 56 or 64 or 108 or 124))
        {
            throw new InvalidDataException($"{name}: a bitmap header of {length:n0} bytes is not known (12, 40 and 124 are usual).");
        }

        // BITMAPCOREHEADER: size 4, width 2, height 2, planes 2, bit count 2. The others: size 4, width 4, height 4, planes 2, bit count 2, compression 4, …
        var old = length == 12;
        var width = old ? BinaryPrimitives.ReadUInt16LittleEndian(info[4..]) : BinaryPrimitives.ReadInt32LittleEndian(info[4..]);
        var height = old ? BinaryPrimitives.ReadUInt16LittleEndian(info[6..]) : BinaryPrimitives.ReadInt32LittleEndian(info[8..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(info[(old ? 10 : 14)..]);
        var packing = length > 16 ? (BmpPacking)BinaryPrimitives.ReadUInt32LittleEndian(info[16..]) : BmpPacking.None;
        if (width < 1 || height is 0 or int.MinValue) throw new InvalidDataException($"{name}: the header promises {width:n0} x {height:n0} pixels.");
        var possible = packing switch
        {
            BmpPacking.None => bits is 1 or 4 or 8 or 16 or 24 or 32,
            BmpPacking.Runs8 => bits == 8,
            BmpPacking.Runs4 => bits == 4,
            BmpPacking.Masks or BmpPacking.MasksAndAlpha => bits is 16 or 32,
            _ => false,
        };
        if (!possible || (height < 0 && packing is BmpPacking.Runs8 or BmpPacking.Runs4))
        {
            throw new InvalidDataException($"{name}: a bitmap of {bits} bits a pixel, packing {(uint)packing}, is not read: save it as PNG.");
        }

        // The masks are part of the larger headers, and stand between the smallest of them and the palette.
        var masks = new uint[4];
        var hasMasks = packing is BmpPacking.Masks or BmpPacking.MasksAndAlpha;
        var count = length >= 56 || packing == BmpPacking.MasksAndAlpha ? 4 : 3;
        if (hasMasks && info.Length < InfoHeaderLength + (4 * count)) throw new InvalidDataException($"{name}: the file ends within the colour masks.");
        if (hasMasks) for (var i = 0; i < count; i++) masks[i] = BinaryPrimitives.ReadUInt32LittleEndian(info[(InfoHeaderLength + (4 * i))..]);
        // Without masks, pixels of 16 bits have 5 for each colour, blue in the least significant; those of 32 have 8.
        else if (bits is 16 or 32) masks = bits == 16 ? [0x7C00, 0x03E0, 0x001F, 0] : [0xFF0000, 0x00FF00, 0x0000FF, 0];
        var used = length >= 36 ? BinaryPrimitives.ReadUInt32LittleEndian(info[32..]) : 0;
        var paletteAt = (int)length + (hasMasks && length == InfoHeaderLength ? 4 * count : 0);
        return new BmpHeader(width, Math.Abs(height), height < 0, bits, packing, (int)Math.Min(pixelsAt, int.MaxValue))
        {
            Masks = masks,
            Palette = bits <= 8 ? ReadPalette(info[Math.Min(paletteAt, info.Length)..], used == 0 || used > 1 << bits ? 1 << bits : (int)used, old ? 3 : 4, name) : null,
            AcrossPerMetre = length >= 32 ? BinaryPrimitives.ReadInt32LittleEndian(info[24..]) : 0,
            DownPerMetre = length >= 32 ? BinaryPrimitives.ReadInt32LittleEndian(info[28..]) : 0,
        };
    }

    // RGBTRIPLE or RGBQUAD: blue, green, red, and in the latter a reserved byte.
    private static Palette ReadPalette(ReadOnlySpan<byte> bytes, int count, int width, string name)
    {
        if (bytes.Length < count * width) throw new InvalidDataException($"{name}: the header promises {count} colours, the file ends before them.");
        var colours = new Colour[count];
        for (var i = 0; i < count; i++) colours[i] = new Colour(bytes[(i * width) + 2], bytes[(i * width) + 1], bytes[i * width]);
        return new Palette(colours);
    }
}
