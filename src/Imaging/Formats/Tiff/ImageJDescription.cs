using System.Globalization;
using System.Text;

namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>What ImageJ writes into a TIFF file's description: lines of "key=value" that tell how pages form a stack, and in which unit pixels are measured.</summary>
/// <remarks>https://imagej.net/ij/developer/source/ij/io/FileSaver.java.html, getDescriptionString; planes run over channels first, then slices, then frames.</remarks>
internal sealed record ImageJDescription(int Images, int Channels, int Slices, int Frames, string? Unit, double Spacing)
{
    /// <summary>Parses a description; null if it is not ImageJ's.</summary>
    public static ImageJDescription? Parse(string? text)
    {
        if (text is null || !text.StartsWith("ImageJ=", StringComparison.Ordinal)) return null;
        var values = new Dictionary<string, string>();
        foreach (var line in text.Split('\n'))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) values.TryAdd(line[..equals].Trim(), line[(equals + 1)..].Trim());
        }

        return new ImageJDescription(Count("images"), Count("channels"), Count("slices"), Count("frames"), Unescaped(values.GetValueOrDefault("unit")), Positive("spacing"));

        int Count(string key) => int.TryParse(values.GetValueOrDefault(key), CultureInfo.InvariantCulture, out var count) && count > 0 ? count : 1;

        // Some versions keep a negative spacing, for stacks that run downwards.
        double Positive(string key) =>
            double.TryParse(values.GetValueOrDefault(key), CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number != 0 ? Math.Abs(number) : double.NaN;
    }

    /// <summary>The description of a stack.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("ImageJ=1.54f\n");
        if (Images > 1) text.Append(CultureInfo.InvariantCulture, $"images={Images}\n");
        if (Channels > 1) text.Append(CultureInfo.InvariantCulture, $"channels={Channels}\n");
        if (Slices > 1) text.Append(CultureInfo.InvariantCulture, $"slices={Slices}\n");
        if (Frames > 1) text.Append(CultureInfo.InvariantCulture, $"frames={Frames}\n");
        if (Channels > 1 || (Slices > 1 && Frames > 1)) text.Append("hyperstack=true\nmode=grayscale\n");
        if (Unit is not null) text.Append(CultureInfo.InvariantCulture, $"unit={Escaped(Unit)}\n");
        if (double.IsFinite(Spacing)) text.Append(CultureInfo.InvariantCulture, $"spacing={Spacing:R}\n");
        return text.Append("loop=false\n").ToString();
    }

    // Both signs for micro: that of Latin-1, and the Greek letter.
    private static string Escaped(string unit) => unit.Replace("\u03BC", "\\u00B5", StringComparison.Ordinal).Replace("\u00B5", "\\u00B5", StringComparison.Ordinal);

    // ImageJ writes "\u00B5m", as in Java's source, and "micron" stands for the same.
    private static string? Unescaped(string? unit) => unit?.Replace("\\u00B5", "\u00B5", StringComparison.Ordinal) switch
    {
        null or "" or "pixel" or "pixels" => null,
        "micron" or "microns" or "um" => "\u00B5m",
        var other => other,
    };
}
