using System.Globalization;

namespace UNetSharp.Training;

/// <summary>Numbers as a report writes them.</summary>
internal static class ReportText
{
    /// <summary>What stands where there is no number: the score of a class that no case has.</summary>
    public const string None = "–";

    /// <summary>A score: 0.934.</summary>
    public static string Score(double score) => Number(score, "0.000");

    /// <summary>A whole number with thousands apart: 12,000.</summary>
    public static string Count(double count) => Number(count, "N0");

    /// <summary>A loss or a learning rate, to three digits: 0.213, 1.5e-4.</summary>
    public static string Measure(double value) => Number(value, Math.Abs(value) is > 0 and < 1e-3 ? "0.##e0" : Math.Abs(value) < 10 ? "0.###" : "#,0.#");

    /// <summary>A time: 45 s, 12.3 min, 2.1 h.</summary>
    public static string Duration(double seconds)
    {
        var (unit, length) = TimeUnit(seconds);
        return Number(seconds / length, length == 1 ? "0" : "0.0") + " " + unit;
    }

    /// <summary>The unit in which a time is best told, and its length in seconds.</summary>
    public static (string Unit, double Seconds) TimeUnit(double seconds) => seconds switch
    {
        < 120 => ("s", 1),
        < 3 * 3600 => ("min", 60),
        _ => ("h", 3600),
    };

    private static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : None;
}
