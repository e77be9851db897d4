using System.Globalization;

namespace UNetSharp.Training;

/// <summary>An axis of a chart: its ends, its ticks at round numbers, and where on it a value lies.</summary>
internal sealed class Axis
{
    private Axis(double low, double high, double[] ticks, bool logarithmic) => (Low, High, Ticks, IsLogarithmic) = (low, high, ticks, logarithmic);

    /// <summary>The value at its beginning.</summary>
    public double Low { get; }

    /// <summary>The value at its end, more than <see cref="Low"/>.</summary>
    public double High { get; }

    /// <summary>Round numbers between the ends, ascending.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Whether equal ratios are equally far apart, rather than equal differences.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>An axis for values: linear or logarithmic as fits, from a round number to a round number.</summary>
    /// <param name="values">What is to be shown; NaN and infinities are passed over, and of none at all the axis runs from 0 to 1.</param>
    /// <param name="fromZero">Whether the axis begins at 0 whatever the least value; then it is linear.</param>
    public static Axis ForValues(IEnumerable<double> values, bool fromZero)
    {
        var finite = values.Where(double.IsFinite).ToList();
        if (finite.Count == 0) return Linear(0, 1);
        var (low, high) = (fromZero ? Math.Min(0, finite.Min()) : finite.Min(), finite.Max());
        // Below a ratio of 20 a linear axis shows the small values well enough, and differences are easier to read off it.
        if (!fromZero && low > 0 && high / low >= 20)
        {
            var ticks = AxisTicks.Logarithmic(low, high);
            return new(ticks[0], ticks[^1], ticks, logarithmic: true);
        }

        return Linear(low, high);
    }

    /// <summary>The axis of steps: from 0 to exactly the last, with ticks at whole numbers.</summary>
    public static Axis ForSteps(double last)
    {
        last = Math.Max(1, last);
        return new(0, last, AxisTicks.Multiples(Math.Max(1, AxisTicks.Distance(last, 5)), 0, last), logarithmic: false);
    }

    /// <summary>Where a value lies: 0 at the beginning, 1 at the end.</summary>
    public double Place(double value) => IsLogarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);

    /// <summary>A tick as it is written beside the axis: with as many digits as its neighbours need, small numbers as 2e-4.</summary>
    public string Label(double tick)
    {
        var step = IsLogarithmic ? tick : Ticks.Count > 1 ? Ticks[1] - Ticks[0] : 1;
        if (Math.Max(Math.Abs(Low), Math.Abs(High)) < 0.01 || step < 1e-4) return tick == 0 ? "0" : tick.ToString("0.##e0", CultureInfo.InvariantCulture);
        var digits = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        return tick.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static Axis Linear(double low, double high)
    {
        // One value alone, or all the same: some room around it.
        if (high - low <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high))) (low, high) = high == 0 ? (0, 1) : (low - (0.1 * Math.Abs(low)), high + (0.1 * Math.Abs(high)));
        var distance = AxisTicks.Distance(high - low, 5);
        var ticks = AxisTicks.Multiples(distance, Math.Floor((low / distance) + 1e-9) * distance, Math.Ceiling((high / distance) - 1e-9) * distance);
        return new(ticks[0], ticks[^1], ticks, logarithmic: false);
    }
}
