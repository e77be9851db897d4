using System.Globalization;

namespace UNetSharp.Cli;

/// <summary>A measure of how good a prediction is: its key in JSON and its heading in tables.</summary>
/// <param name="Key">The key.</param>
/// <param name="Heading">The heading.</param>
internal sealed record Measure(string Key, string Heading)
{
    /// <summary>Those of classes; of a case the mean over its classes but the background.</summary>
    public static IReadOnlyList<Measure> OfClasses { get; } =
        [new("dice", "Dice"), new("iou", "IoU"), new("precision", "precision"), new("recall", "recall"), new("accuracy", "accuracy"), new("hd95", "HD95"), new("surfaceDice", "surface Dice")];

    /// <summary>Those of objects and partitions.</summary>
    public static IReadOnlyList<Measure> OfObjects { get; } =
    [
        new("randIndex", "Rand"), new("adaptedRandError", "adapted Rand error"), new("variationOfInformation", "VI"), new("informationSplit", "VI split"), new("informationMerge", "VI merge"),
        new("f1", "F1 at 0.5"), new("ap", "AP at 0.5"), new("meanAp", "AP 0.5..0.95"), new("panopticQuality", "PQ"), new("seg", "SEG"),
    ];

    /// <summary>Those of membranes.</summary>
    public static IReadOnlyList<Measure> OfMembranes { get; } =
    [
        new("foregroundRand", "V Rand thinned"), new("foregroundInformation", "V Info thinned"), new("foregroundRandUnthinned", "V Rand"), new("foregroundInformationUnthinned", "V Info"),
        new("accuracy", "pixel accuracy"), new("membraneF1", "membrane F1"),
    ];

    /// <summary>Four digits; – where it is not defined, ∞ where one surface is missing.</summary>
    public static string Text(double value) => double.IsNaN(value) ? "–" : double.IsInfinity(value) ? "∞" : value.ToString("0.0000", CultureInfo.InvariantCulture);
}
