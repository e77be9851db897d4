namespace UNetSharp.Segmentation;

/// <summary>What is measured of one channel of an image whose channels are interleaved. Samples that are not finite are left out.</summary>
internal static class ChannelStatistics
{
    /// <summary>Mean and standard deviation (of the population, as numpy.std), both 0 of nothing.</summary>
    public static (double Mean, double Deviation) MeanAndDeviation(ReadOnlySpan<float> samples, int channels, int channel, bool nonzero)
    {
        // Two passes: the sum of squares about the mean keeps its digits where the mean is large.
        double sum = 0, squares = 0;
        long count = 0;
        for (var i = channel; i < samples.Length; i += channels)
        {
            if (!Counts(samples[i], nonzero)) continue;
            sum += samples[i];
            count++;
        }

        if (count == 0) return (0, 0);
        var mean = sum / count;
        for (var i = channel; i < samples.Length; i += channels)
        {
            if (!Counts(samples[i], nonzero)) continue;
            var difference = samples[i] - mean;
            squares += difference * difference;
        }

        return (mean, Math.Sqrt(squares / count));
    }

    /// <summary>The least and the greatest sample; (0, 0) of nothing.</summary>
    public static (double Low, double High) Limits(ReadOnlySpan<float> samples, int channels, int channel)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var i = channel; i < samples.Length; i += channels)
        {
            if (!float.IsFinite(samples[i])) continue;
            low = Math.Min(low, samples[i]);
            high = Math.Max(high, samples[i]);
        }

        return low <= high ? (low, high) : (0, 0);
    }

    /// <summary>Two percentiles with linear interpolation between samples (numpy.percentile's default); (0, 0) of nothing.</summary>
    public static (double Low, double High) Percentiles(ReadOnlySpan<float> samples, int channels, int channel, double low, double high)
    {
        var sorted = new float[samples.Length / channels];
        var count = 0;
        for (var i = channel; i < samples.Length; i += channels)
        {
            if (float.IsFinite(samples[i])) sorted[count++] = samples[i];
        }

        if (count == 0) return (0, 0);
        Array.Sort(sorted, 0, count);
        return (At(low), At(high));

        double At(double percent)
        {
            var place = percent / 100 * (count - 1);
            var below = (int)place;
            var above = Math.Min(below + 1, count - 1);
            return sorted[below] + ((place - below) * ((double)sorted[above] - sorted[below]));
        }
    }

    private static bool Counts(float sample, bool nonzero) => float.IsFinite(sample) && !(nonzero && sample == 0);
}
