using System.Globalization;

namespace UNetSharp.Imaging.Formats.Gif;

/// <summary>Reads the first frame of a GIF stream.</summary>
/// <remarks>GIF89a, https://www.w3.org/Graphics/GIF/spec-gif89a.txt; sections are numbered as there. All numbers are little-endian.</remarks>
internal sealed class GifReader(byte[] data, string name)
{
    private int _at;

    public Image Read()
    {
        // 18, logical screen descriptor: after the signature and version width 2 bytes, height 2 bytes, packed fields 1 byte, background colour 1 byte, aspect ratio 1 byte.
        if (data.Length < 13) throw Truncated("logical screen descriptor");
        int width = UInt16(6), height = UInt16(8), packed = data[10];
        var background = data[11];
        _at = 13;
        var palette = (packed & 0x80) != 0 ? ColourTable(packed & 7) : null;
        int? transparent = null;
        for (; ; )
        {
            switch (Byte("block"))
            {
                case 0x21:   // 24 and following: an extension
                    transparent = Extension() ?? transparent;
                    break;
                case 0x2C:   // 20: an image
                    return Frame(width, height, palette, (byte)(transparent ?? (palette is null ? 0 : background)));
                case 0x3B:
                    throw new InvalidDataException($"{name}: the file ends at byte {_at:n0} without a picture.");
                case var other:
                    throw new InvalidDataException(
                        $"{name}: at byte {_at - 1:n0} a block should begin, with 21, " +
                        $"2C or 3B, but there is {other:X2}: the file is damaged.");
            }
        }
    }

    // 20, image descriptor: left, top, width, height 2 bytes each, packed fields 1 byte; local colour table; 22, table based image data.
    private Image Frame(int screenWidth, int screenHeight, Palette? palette, byte background)
    {
        if (data.Length - _at < 9) throw Truncated("image descriptor");
        int left = UInt16(_at), top = UInt16(_at + 2), width = UInt16(_at + 4), height = UInt16(_at + 6), packed = data[_at + 8];
        _at += 9;
        if (width == 0 || height == 0) throw new InvalidDataException($"{name}: the first frame has {width} x {height} pixels.");
        if ((packed & 0x80) != 0) palette = ColourTable(packed & 7);
        var symbolBits = Byte("code size");
        if (symbolBits is < 2 or > 8) throw new InvalidDataException($"{name}: the code size at byte {_at - 1:n0} is {symbolBits}; 2 to 8 are possible.");
        var codes = SubBlocks();
        if ((long)width * height > ((long)codes.Length * Lzw.GreatestExpansion) + 64)
        {
            throw new InvalidDataException(
                $"{name}: the first frame promises {width:n0} x {height:n0} pixels, " +
                $"more than its {codes.Length:n0} bytes can hold: is the file truncated?");
        }

        var indices = new byte[width * height];
        var unpacked = new Lzw(symbolBits, leastFirst: true).Unpack(codes, indices);
        if (unpacked < indices.Length)
        {
            throw new InvalidDataException(unpacked < 0
                ? $"{name}: the compressed pixels hold a code that stands for nothing: the file is damaged."
                : $"{name}: the first frame promises {indices.Length:n0} pixels, but holds {unpacked:n0}: is the file truncated?");
        }

        if ((packed & 0x40) != 0) indices = InOrder(indices, width, height);
        var place = (left, top, width, height);
        if (place != (0, 0, screenWidth, screenHeight)) (indices, width, height) = OnScreen(indices, place, screenWidth, screenHeight, background);
        var others = OtherFrames();
        return new Image(indices, height, width)
        {
            Palette = palette is null || palette.IsGreyRamp ? null : palette,
            Metadata = others == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["otherPages"] = others.ToString(CultureInfo.InvariantCulture) },
        };
    }

    // Appendix E, interlaced images: every 8th row from 0, every 8th from 4, every 4th from 2, every 2nd from 1.
    private static byte[] InOrder(byte[] rows, int width, int height)
    {
        var ordered = new byte[rows.Length];
        var from = 0;
        foreach (var (first, step) in ((int, int)[])[(0, 8), (4, 8), (2, 4), (1, 2)])
        {
            for (var y = first; y < height; y += step, from += width) Array.Copy(rows, from, ordered, y * width, width);
        }

        return ordered;
    }

    // A frame may cover only a part of the screen; the rest shows the background.
    private (byte[] Indices, int Width, int Height) OnScreen(byte[] frame, (int Left, int Top, int Width, int Height) place, int width, int height, byte background)
    {
        // Old encoders put anything into the screen's size.
        if (place.Left + place.Width > width || place.Top + place.Height > height) return (frame, place.Width, place.Height);
        if ((long)width * height > 16 * (long)Math.Max(frame.Length, 1 << 16))
        {
            throw new InvalidDataException($"{name}: a frame of {place.Width} x {place.Height} pixels on a screen of {width} x {height}: the file is damaged.");
        }

        var screen = new byte[width * height];
        Array.Fill(screen, background);
        for (var y = 0; y < place.Height; y++) Array.Copy(frame, y * place.Width, screen, ((place.Top + y) * width) + place.Left, place.Width);
        return (screen, width, height);
    }

    // 19: "a number of bytes equal to 3 x 2^(Size of Global Color Table+1)".
    private Palette ColourTable(int size)
    {
        var colours = new Colour[2 << size];
        if (data.Length - _at < 3 * colours.Length) throw Truncated("colour table");
        for (var i = 0; i < colours.Length; i++, _at += 3) colours[i] = new Colour(data[_at], data[_at + 1], data[_at + 2]);
        return new Palette(colours);
    }

    // 23, graphic control extension, label F9: its block has packed fields (bit 0 says that a colour is transparent), delay time 2 bytes, and which colour.
    // The other extensions tell nothing of the pixels.
    private int? Extension()
    {
        var label = Byte("extension");
        var content = SubBlocks();
        return label == 0xF9 && content.Length >= 4 && (content[0] & 1) == 1 ? content[3] : null;
    }

    // 15: each sub-block begins with how many bytes follow; one of length 0 ends them.
    private byte[] SubBlocks()
    {
        var content = new List<byte>();
        for (int length = Byte("sub-block"); length > 0; length = Byte("sub-block"))
        {
            if (data.Length - _at < length) throw Truncated("sub-block");
            content.AddRange(data.AsSpan(_at, length));
            _at += length;
        }

        return [.. content];
    }

    // Counts the frames after the first; what is damaged there does not concern the first.
    private int OtherFrames()
    {
        for (var frames = 0; ;)
        {
            if (_at >= data.Length || data[_at] is not (0x21 or 0x2C)) return frames;
            var image = data[_at] == 0x2C;
            var skip = image && _at + 9 < data.Length ? 11 + ((data[_at + 9] & 0x80) != 0 ? 6 << (data[_at + 9] & 7) : 0) : 2;
            for (_at += skip; _at < data.Length && data[_at] != 0; _at += data[_at] + 1)
            {
            }

            _at++;
            if (image) frames++;
        }
    }

    private byte Byte(string what) => _at < data.Length ? data[_at++] : throw Truncated(what);

    private int UInt16(int at) => data[at] | (data[at + 1] << 8);

    private InvalidDataException Truncated(string what) => new($"{name}: the file ends at byte {data.Length:n0}, where a {what} should be: is it truncated?");
}
