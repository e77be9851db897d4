using System.Globalization;

namespace UNetSharp.Training;

/// <summary>Refuses options out of range, always in the same words.</summary>
internal static class Require
{
    /// <summary>Throws unless a condition holds.</summary>
    /// <exception cref="ArgumentException">It does not: "OPTIONS: NAME is VALUE, but must be EXPECTED."</exception>
    public static void That<T>(bool holds, string options, string name, T value, string expected)
    {
        if (!holds) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{options}: {name} is {value}, but must be {expected}."));
    }
}
