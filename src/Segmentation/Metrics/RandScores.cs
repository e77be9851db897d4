namespace UNetSharp.Segmentation.Metrics;

/// <summary>How two partitions agree about pairs of samples: together in both, apart in both, or not.</summary>
/// <remarks>
/// W. Rand, Objective criteria for the evaluation of clustering methods, J. American Statistical Association 66, 1971. With n samples, and over all pairs of distinct ones,
/// let J be the pairs together in both partitions, T those together in the truth, P those together in the prediction:
/// <code>
/// index = 1 − (T + P − 2·J) / (n·(n − 1)/2),   recall = J / T,   precision = J / P,   adapted error = 1 − 2·J / (T + P)
/// </code>
/// scikit-image's adapted_rand_error gives the same error but returns recall under the name of precision and the other way round.
/// </remarks>
/// <param name="Index">The share of pairs on which the partitions agree, 0 to 1; NaN for fewer than two samples.</param>
/// <param name="Precision">Of the pairs together in the prediction, the share together in the truth: falls with false mergers. NaN if no pair is.</param>
/// <param name="Recall">Of the pairs together in the truth, the share together in the prediction: falls with false splits. NaN if no pair is.</param>
/// <param name="AdaptedError">1 minus the harmonic mean of precision and recall; NaN if no pair is together in either.</param>
public readonly record struct RandScores(double Index, double Precision, double Recall, double AdaptedError)
{
    /// <summary>The share of pairs on which the partitions disagree (Rand error).</summary>
    public double Error => 1 - Index;

    /// <summary>Compares two maps of labels.</summary>
    /// <param name="truth">True labels.</param>
    /// <param name="prediction">Predicted labels.</param>
    /// <param name="ignoredTruth">A true label whose samples do not count: 0, the background, is what the adapted error of the neuron challenges (SNEMI3D, CREMI) ignores. Null counts all.</param>
    /// <exception cref="ArgumentException">The maps differ in length.</exception>
    public static RandScores Between(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction, int? ignoredTruth = null) =>
        Of(Contingency.Between(truth, prediction, ignoredTruth));

    /// <summary>Compares the two partitions of a table of shared samples.</summary>
    public static RandScores Of(Contingency table)
    {
        var together = table.Overlaps.Sum(overlap => Pairs(overlap.Samples));
        var inTruth = table.TruthSizes.Values.Sum(Pairs);
        var inPrediction = table.PredictionSizes.Values.Sum(Pairs);
        return new RandScores(
            Index: 1 - (inTruth + inPrediction - 2 * together) / Pairs(table.Total),
            Precision: together / inPrediction,
            Recall: together / inTruth,
            AdaptedError: 1 - 2 * together / (inTruth + inPrediction));
    }

    // In double: the pairs of a volume of 2³¹ samples leave 64 bits no room to be summed.
    private static double Pairs(long samples) => 0.5 * samples * (samples - 1);
}
