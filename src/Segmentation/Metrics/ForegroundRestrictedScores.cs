namespace UNetSharp.Segmentation.Metrics;

/// <summary>The scores of the ISBI 2012 challenge on one pair of label maps: Rand and information, restricted to the foreground of the truth.</summary>
/// <remarks>
/// I. Arganda-Carreras et al., Crowdsourcing the creation of image segmentation algorithms for connectomics, Frontiers in Neuroanatomy 9:142, 2015.
/// Over the samples whose true label is not 0, let p(i, j) be the share with prediction i and truth j, s(i) and t(j) its sums:
/// <code>
/// V_Rand = Σ p² / (α·Σ s² + (1 − α)·Σ t²)        split: Σ p² / Σ t²     merge: Σ p² / Σ s²
/// V_Info = I(S; T) / ((1 − α)·H(S) + α·H(T))      split: I / H(S)        merge: I / H(T)
/// </code>
/// with α = ½, which makes both the harmonic mean of their split and merge scores. Predicted 0 is no segment but line: each such sample
/// counts as a segment of its own. A sample is paired with itself too (unlike <see cref="RandScores"/>), as in the challenge.
/// All scores are 1 for equal partitions and NaN where the truth has no foreground. Where a ratio of entropies is 0/0, since a partition has one
/// segment only, nothing is left to be lost and it is 1.
/// </remarks>
/// <param name="RandSplit">Σ p² / Σ t²: falls with false splits.</param>
/// <param name="RandMerge">Σ p² / Σ s²: falls with false mergers.</param>
/// <param name="InformationSplit">I / H(S): falls with false splits.</param>
/// <param name="InformationMerge">I / H(T): falls with false mergers.</param>
public readonly record struct ForegroundRestrictedScores(double RandSplit, double RandMerge, double InformationSplit, double InformationMerge)
{
    /// <summary>V_Rand at α = ½: the harmonic mean of split and merge score.</summary>
    public double Rand => HarmonicMean(RandSplit, RandMerge);

    /// <summary>V_Info at α = ½: the harmonic mean of split and merge score.</summary>
    public double Information => HarmonicMean(InformationSplit, InformationMerge);

    /// <summary>Scores a map of predicted labels.</summary>
    /// <param name="truth">True labels; 0 is background (membrane), left out.</param>
    /// <param name="prediction">Predicted labels; 0 is line, each sample a segment of its own.</param>
    /// <exception cref="ArgumentException">The maps differ in length.</exception>
    public static ForegroundRestrictedScores Between(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction)
    {
        var table = Contingency.Between(truth, prediction, ignoredTruth: 0);
        double n = table.Total;
        if (n == 0)
            return new ForegroundRestrictedScores(double.NaN, double.NaN, double.NaN, double.NaN);
        // Each of the lone samples is a pair of share 1/n and a predicted segment of share 1/n.
        var lone = table.PredictionSizes.GetValueOrDefault(0);
        var pairs = table.Overlaps.Where(overlap => overlap.Prediction != 0).Select(overlap => overlap.Samples / n).ToArray();
        var predicted = table.PredictionSizes.Where(segment => segment.Key != 0).Select(segment => segment.Value / n).ToArray();
        var real = table.TruthSizes.Values.Select(samples => samples / n).ToArray();

        var squares = Squares(pairs) + lone / (n * n);
        var loneEntropy = lone / n * Math.Log2(n);
        var (joint, ofPrediction, ofTruth) = (Entropy(pairs) + loneEntropy, Entropy(predicted) + loneEntropy, Entropy(real));
        var mutual = Math.Max(0, ofPrediction + ofTruth - joint);
        return new ForegroundRestrictedScores(
            RandSplit: squares / Squares(real),
            RandMerge: squares / (Squares(predicted) + lone / (n * n)),
            InformationSplit: ofPrediction > 0 ? mutual / ofPrediction : 1,
            InformationMerge: ofTruth > 0 ? mutual / ofTruth : 1);
    }

    private static double Squares(double[] shares) => shares.Sum(share => share * share);

    private static double Entropy(double[] shares) => shares.Sum(share => share < 1 ? -share * Math.Log2(share) : 0);

    private static double HarmonicMean(double a, double b) => a + b == 0 ? 0 : 2 * a * b / (a + b);
}
