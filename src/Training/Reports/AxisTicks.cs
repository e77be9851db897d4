namespace UNetSharp.Training;

/// <summary>Round numbers for an axis: 1, 2 or 5 times a power of ten apart.</summary>
internal static class AxisTicks
{
    /// <summary>The smallest round distance at which no more than <paramref name="most"/> intervals cover the span.</summary>
    /// <param name="span">Greatest less least value, positive.</param>
    /// <param name="most">Intervals, at least 1.</param>
    public static double Distance(double span, int most)
    {
        var power = Math.Floor(Math.Log10(span / most));
        foreach (var factor in (ReadOnlySpan<int>)[1, 2, 5])
        {
            // A hair more room, so that a span of exactly ten tenths takes ten steps in spite of rounding.
            if (RoundNumber(factor, power) * most >= span * (1 - 1e-9)) return RoundNumber(factor, power);
        }

        return RoundNumber(1, power + 1);
    }

    /// <summary>All multiples of a distance from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public static double[] Multiples(double distance, double low, double high)
    {
        var (first, last) = (Math.Ceiling((low / distance) - 1e-9), Math.Floor((high / distance) + 1e-9));
        var ticks = new double[Math.Max(0, (int)(last - first) + 1)];
        for (var i = 0; i < ticks.Length; i++) ticks[i] = (first + i) * distance;
        return ticks;
    }

    /// <summary>Ticks of a logarithmic axis, the first at or below <paramref name="low"/> and the last at or above <paramref name="high"/>: 1, 2, 5, 10, 20, … or, over three decades and more, powers of ten.</summary>
    /// <param name="low">The least value, positive.</param>
    /// <param name="high">The greatest value.</param>
    public static double[] Logarithmic(double low, double high)
    {
        ReadOnlySpan<int> factors = high / low < 1000 ? [1, 2, 5] : [1];
        var ticks = new List<double>();
        for (var power = Math.Floor(Math.Log10(low)); ticks.Count == 0 || ticks[^1] < high; power++)
        {
            foreach (var factor in factors)
            {
                var tick = RoundNumber(factor, power);
                if (ticks.Count > 0 && ticks[^1] >= high) break;
                if (tick <= low) ticks.Clear();
                ticks.Add(tick);
            }
        }

        return [.. ticks];
    }

    // Divided where the power is negative: 3 · 0.1 is not 0.3, but 3 / 10 is.
    private static double RoundNumber(double factor, double power) => power < 0 ? factor / Math.Pow(10, -power) : factor * Math.Pow(10, power);
}
