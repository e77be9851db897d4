using System.Globalization;

namespace UNetSharp.Training;

/// <summary>The numbers between two, from which an augmentation draws evenly.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The greatest.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The numbers from −limit to limit.</summary>
    public static Interval Around0(double limit) => new(-limit, limit);

    /// <summary>A single number.</summary>
    public static Interval Only(double number) => new(number, number);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Low}..{High}");

    internal double Draw(RandomDraws draws) => draws.Uniform(Low, High);
}
