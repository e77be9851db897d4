namespace UNetSharp.Kernels;

/// <summary>What is normalised, with which statistics and by which parameters.</summary>
/// <param name="X">Input.</param>
/// <param name="Moments">[N or 1, 1, 1, 2, S]: means, then biased variances, as <see cref="Normalisation.Moments"/> writes them.</param>
/// <param name="Gamma">The factor of each channel; null for 1.</param>
/// <param name="Beta">The summand of each channel; null for 0.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="NegativeSlope">The slope of the activation below zero; 1 for none.</param>
public sealed record Normalised(Window X, Window Moments, Window? Gamma, Window? Beta, float Epsilon, float NegativeSlope = 1)
{
    // Layer normalisation: each sample is a pixel, and all its channels are one set.
    internal bool IsByRows => X is { D: 1, H: 1, W: 1 } && Moments.C == 1 && Moments.N == X.N;

    // What z = (x − mean)·factor + summand takes, three tables one behind the other: forward and backward passes must have the same bits of it, for the side of the activation follows from them.
    internal unsafe void WriteTables(int sample, PixelRuns runs, float* mean)
    {
        var statistics = Moments.N == 1 ? 0 : sample;
        float* means = Moments.Pixel(statistics, 0, 0, 0), variances = Moments.Pixel(statistics, 0, 0, 1), factor = mean + runs.Period, summand = factor + runs.Period;
        for (var channel = 0; channel < runs.Channels; channel++)
        {
            var set = channel / (runs.Channels / Moments.C);
            mean[channel] = means[set];
            factor[channel] = (float)(ChannelTables.Of(Gamma, channel, 1) / Math.Sqrt((double)variances[set] + Epsilon));
            summand[channel] = ChannelTables.Of(Beta, channel, 0);
        }

        ChannelTables.Repeat(mean, runs.Channels, runs.Period);
        ChannelTables.Repeat(factor, runs.Channels, runs.Period);
        ChannelTables.Repeat(summand, runs.Channels, runs.Period);
    }

    internal void Check()
    {
        Normalisation.CheckMoments(X, Moments);
        Normalisation.CheckChannels("gamma", X, Gamma);
        Normalisation.CheckChannels("beta", X, Beta);
        if (Epsilon < 0)
        {
            throw new ArgumentException($"Normalisation: epsilon is {Epsilon}; it must not be negative.");
        }
    }
}
