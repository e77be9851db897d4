using System.CommandLine;
using System.Globalization;

namespace UNetSharp.Cli;

/// <summary>Sizes of memory as people write them: 512MB, 2GB, 1.5GiB.</summary>
internal static class ByteSize
{
    // With a B units are the disk maker's and with iB the programmer's; a bare letter is taken as the former.
    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("kib", 1024), ("mib", 1 << 20), ("gib", 1 << 30), ("tib", 1L << 40),
        ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12),
        ("k", 1e3), ("m", 1e6), ("g", 1e9), ("t", 1e12), ("b", 1), ("", 1),
    ];

    /// <summary>The option <c>--memory</c>; null where it is not given.</summary>
    /// <param name="description">What the memory is for.</param>
    public static Option<long?> Option(string description) => new("--memory")
    {
        Description = description,
        HelpName = "2GB",
        CustomParser = result =>
        {
            try
            {
                return Parse(result.Tokens[0].Value);
            }
            catch (FormatException wrong)
            {
                result.AddError($"--memory: {wrong.Message}");
                return null;
            }
        },
    };

    /// <summary>Reads a size: a number, perhaps with a fraction, and a unit in small or capital letters.</summary>
    /// <exception cref="FormatException">It is none, or not even a byte.</exception>
    public static long Parse(string text)
    {
        var words = text.Trim().ToLowerInvariant();
        var (unit, factor) = Array.Find(Units, unit => words.EndsWith(unit.Unit, StringComparison.Ordinal));
        var number = words[..^unit.Length].TrimEnd();
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count * factor is >= 1 and < 1e18
            ? (long)(count * factor)
            : throw new FormatException($"\"{text}\" is no size; sizes are written 512MB, 2GB or 1.5GiB.");
    }
}
