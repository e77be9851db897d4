using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace UNetSharp.Training;

/// <summary>Which optimiser, with which constants: <see cref="SgdOptions"/>, <see cref="AdamOptions"/>, <see cref="AdamWOptions"/> or <see cref="RmsPropOptions"/>. The learning rate is a schedule's business.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SgdOptions), "sgd")]
[JsonDerivedType(typeof(AdamOptions), "adam")]
[JsonDerivedType(typeof(AdamWOptions), "adamw")]
[JsonDerivedType(typeof(RmsPropOptions), "rmsprop")]
public abstract record OptimiserOptions
{
    private protected OptimiserOptions()
    {
    }

    /// <summary>The optimiser for a block of parameters.</summary>
    /// <param name="parameters">How many parameters.</param>
    public abstract Optimiser For(int parameters);

    /// <summary>A weight of a running average, or a momentum: at least 0, below 1.</summary>
    private protected static double Fraction(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and < 1 ? value : throw Outside(name, value, "at least 0 and below 1");

    /// <summary>A factor: finite, 0 or more.</summary>
    private protected static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 0 && double.IsFinite(value) ? value : throw Outside(name, value, "a number from 0");

    private static ArgumentOutOfRangeException Outside(string name, double value, string expected) =>
        new(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} is {expected}, found {value}."));
}
