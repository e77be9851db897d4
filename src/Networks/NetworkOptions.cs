using System.Globalization;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>Options as they are written on the command line and in model files: width=32, padding=same. Each must be asked for: one that no network knows is refused.</summary>
/// <param name="given">Names (of any case) and values.</param>
public sealed class NetworkOptions(IReadOnlyDictionary<string, string> given)
{
    private readonly Dictionary<string, string> _given = new(given, StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _known = [];

    /// <summary>Options as a network tells them: names and values as they are written.</summary>
    public static IReadOnlyDictionary<string, string> Written(params ReadOnlySpan<(string Name, object Value)> options)
    {
        var written = new Dictionary<string, string>(options.Length);
        foreach (var (name, value) in options)
        {
            written.Add(name, Word(value));
        }

        return written;
    }

    /// <summary>A value as it is written: members of enumerations in lower case, yes or no, numbers in English, 3 instead of 3x3x3.</summary>
    public static string Word(object value) => value switch
    {
#pragma warning disable CA1308 // words on the command line are lower case
        Enum member => member.ToString().ToLowerInvariant(),
#pragma warning restore CA1308
        bool yes => yes ? "yes" : "no",
        Triple triple when triple == Triple.All(triple.W) => Word(triple.W),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    /// <summary>A whole number.</summary>
    /// <exception cref="ArgumentException">Not a number, or out of range.</exception>
    public int Whole(string name, int otherwise, int least, int most)
    {
        if (Ask(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw new ArgumentException($"Option {name}={text}: expected a whole number from {least} to {most}.");
    }

    /// <summary>Whole numbers for the levels, such as 32-64-128.</summary>
    /// <exception cref="ArgumentException">Not numbers, or out of range.</exception>
    public PerLevel<int> Wholes(string name, PerLevel<int> otherwise, int least, int most)
    {
        ArgumentNullException.ThrowIfNull(otherwise);
        var triples = Triples(name, [.. otherwise.Select(Triple.All)], least, most);
        return triples.All(triple => triple == Triple.All(triple.W)) ? [.. triples.Select(triple => triple.W)]
            : throw new ArgumentException($"Option {name}={triples}: expected one number for each level, such as {otherwise}.");
    }

    /// <summary>Numbers for the axes of each level, such as 1x3x3-3: depth x height x width, height x width, or one number for all.</summary>
    /// <exception cref="ArgumentException">Not numbers, or out of range.</exception>
    public PerLevel<Triple> Triples(string name, PerLevel<Triple> otherwise, int least, int most)
    {
        if (Ask(name) is not { } text)
        {
            return otherwise;
        }

        return [.. text.Split('-').Select(level =>
        {
            int[] axes = [.. level.Split('x').Select(axis => int.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
                : throw new ArgumentException($"Option {name}={text}: expected whole numbers from {least} to {most}, one for each level, such as {otherwise}."))];
            return axes switch
            {
                [var all] => Triple.All(all),
                [var h, var w] => new Triple(1, h, w),
                [var d, var h, var w] => new Triple(d, h, w),
                _ => throw new ArgumentException($"Option {name}={text}: {level} has {axes.Length} axes; there are depth, height and width."),
            };
        })];
    }

    /// <summary>Yes or no.</summary>
    /// <exception cref="ArgumentException">Neither.</exception>
    public bool YesOrNo(string name, bool otherwise) => Ask(name) switch
    {
        null => otherwise,
        "yes" => true,
        "no" => false,
        var text => throw new ArgumentException($"Option {name}={text}: expected yes or no."),
    };

    /// <summary>A number from 0 to just below 1.</summary>
    /// <exception cref="ArgumentException">Not a number, or out of range.</exception>
    public float? Fraction(string name)
    {
        if (Ask(name) is not { } text)
        {
            return null;
        }

        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 1 ? number
            : throw new ArgumentException($"Option {name}={text}: expected a number from 0 to below 1.");
    }

    /// <summary>A member of an enumeration.</summary>
    /// <exception cref="ArgumentException">Not one of its names.</exception>
    public T OneOf<T>(string name, T otherwise) where T : struct, Enum
    {
        if (Ask(name) is not { } text)
        {
            return otherwise;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (Word(value).Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw new ArgumentException($"Option {name}={text}: expected one of {string.Join(", ", Enum.GetValues<T>().Select(value => Word(value)))}.");
    }

    /// <summary>Refuses options that nobody asked for.</summary>
    /// <exception cref="ArgumentException">The message lists the options that there are.</exception>
    public void RequireNoOthers(string network)
    {
        if (_given.Keys.FirstOrDefault(name => !_known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new ArgumentException($"{network} has no option \"{unknown}\"; it has {string.Join(", ", _known)}.");
        }
    }

    private string? Ask(string name)
    {
        _known.Add(name);
        return _given.GetValueOrDefault(name);
    }
}
