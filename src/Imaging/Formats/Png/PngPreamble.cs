using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Imaging.Formats.Png;

/// <summary>What stands before the pixels: size, kind, palette, spacing, texts.</summary>
internal static class PngPreamble
{
    /// <summary>The keyword under which this library keeps a spacing that a resolution can't hold.</summary>
    public const string SpacingKeyword = "Spacing";

    /// <summary>Reads from the beginning up to the first IDAT chunk, which is then at hand.</summary>
    public static (PngHeader Header, ImageLayout Layout) Read(PngChunks chunks, string name)
    {
        chunks.ReadSignature();
        chunks.Next();
        // "The IHDR chunk shall be the first chunk" (section 11.2.1). Some writers put Exif before it; it does no harm.
        while (chunks.Type != "IHDR")
        {
            if (!chunks.IsAncillary)
            {
                throw new InvalidDataException($"{name}: the first chunk must be IHDR, which says how large the picture is; here comes a {chunks.Place}.");
            }

            chunks.Skip();
            chunks.Next();
        }

        var header = PngHeader.Parse(chunks.ReadWhole(), name);
        byte[]? colours = null, opacity = null;
        var spacing = Spacing.Pixels;
        var metadata = new Dictionary<string, string>();
        for (chunks.Next(); chunks.Type != "IDAT"; chunks.Next())
        {
            switch (chunks.Type)
            {
                case "PLTE":
                    colours = chunks.ReadWhole();
                    break;
                case "tRNS":
                    opacity = chunks.ReadWhole();
                    break;
                case "pHYs":
                    if (spacing == Spacing.Pixels && chunks.ReadWhole() is { Length: 9 } physical) spacing = Resolution(physical);
                    else chunks.Skip();
                    break;
                case "tEXt":
                    if (chunks.ReadWhole() is { } text) AddText(text, metadata);
                    break;
                case "IEND":
                    throw new InvalidDataException($"{name}: the file ends without an IDAT chunk: it holds no pixels.");
                default:
                    if (!chunks.IsAncillary) throw new InvalidDataException($"{name}: the {chunks.Place} is critical but not known.");
                    chunks.Skip();
                    break;
            }
        }

        if (metadata.Remove(SpacingKeyword, out var exact) && ParseSpacing(exact) is { } own) spacing = own;
        if (header.Colour != PngColour.Indexed && opacity is not null)
        {
            metadata["transparent"] = string.Join(' ', opacity.Chunk(2).Where(pair => pair.Length == 2).Select(pair => BinaryPrimitives.ReadUInt16BigEndian(pair)));
        }

        return (header, new ImageLayout(header.Height, header.Width, header.Channels, header.SampleType)
        {
            HasAlpha = header.HasAlpha,
            Palette = header.Colour == PngColour.Indexed ? ToPalette(colours, opacity, name) : null,
            Spacing = spacing,
            Metadata = metadata,
        });
    }

    /// <summary>The text of a spacing, as <see cref="SpacingKeyword"/> keeps it: "0.5 0.25 mm", rows first.</summary>
    public static string Format(Spacing spacing) => string.Create(CultureInfo.InvariantCulture, $"{spacing.Height:R} {spacing.Width:R} {spacing.Unit}");

    private static Spacing? ParseSpacing(string text)
    {
        var words = text.Split(' ', 3);
        return words.Length == 3 && Length(words[0]) is { } height && Length(words[1]) is { } width ? new Spacing(Math.Max(height, width), height, width, words[2]) : null;

        static double? Length(string word) => double.TryParse(word, CultureInfo.InvariantCulture, out var length) && length > 0 && double.IsFinite(length) ? length : null;
    }

    // Pixels per unit, X axis 4 bytes, Y axis 4 bytes, unit specifier 1 byte: 0 for unknown, 1 for the metre (chunk pHYs).
    private static Spacing Resolution(byte[] chunk) => chunk[8] == 1
        ? PrintResolution.ToSpacing(BinaryPrimitives.ReadUInt32BigEndian(chunk), BinaryPrimitives.ReadUInt32BigEndian(chunk.AsSpan(4)))
        : Spacing.Pixels;

    // Keyword 1-79 bytes, null separator 1 byte, text string; both Latin-1 (chunk tEXt).
    private static void AddText(byte[] chunk, Dictionary<string, string> metadata)
    {
        var end = Array.IndexOf(chunk, (byte)0);
        if (end is >= 1 and <= 79) metadata.TryAdd(Encoding.Latin1.GetString(chunk, 0, end), Encoding.Latin1.GetString(chunk, end + 1, chunk.Length - end - 1));
    }

    // PLTE: "from 1 to 256 palette entries, each a three-byte series". tRNS: "the alpha value for all remaining palette entries is assumed to be 255".
    private static Palette ToPalette(byte[]? colours, byte[]? opacity, string name)
    {
        if (colours is null) throw new InvalidDataException($"{name}: the pixels are indices, but no PLTE chunk with their colours stands before them.");
        if (colours.Length is 0 or > 768 || colours.Length % 3 != 0)
        {
            throw new InvalidDataException($"{name}: the PLTE chunk has {colours.Length} bytes; it must have 3 for each of 1 to 256 colours.");
        }

        var palette = new Colour[colours.Length / 3];
        for (var i = 0; i < palette.Length; i++)
        {
            palette[i] = new Colour(colours[3 * i], colours[(3 * i) + 1], colours[(3 * i) + 2], i < opacity?.Length ? opacity[i] : (byte)255);
        }

        return new Palette(palette);
    }
}
