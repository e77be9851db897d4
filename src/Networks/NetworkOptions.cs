using System.Globalization;

namespace UNetSharp.Networks;

/// <summary>Options as they are written on the command line and in model files: width=32, padding=same. Each must be asked for: one that no network knows is refused.</summary>
/// <param name="given">Names (of any case) and values.</param>
public sealed class NetworkOptions(IReadOnlyDictionary<string, string> given)
{
    private readonly Dictionary<string, string> _given = new(given, StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _known = [];

    /// <summary>The word for a member of an enumeration: its name in lower case.</summary>
#pragma warning disable CA1308 // words on the command line are lower case
    public static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308

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

        throw new ArgumentException($"Option {name}={text}: expected one of {string.Join(", ", Enum.GetValues<T>().Select(Word))}.");
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
