namespace UNetSharp.Segmentation.Metrics;

/// <summary>How one class, or one mask, of a prediction overlaps the truth: four counts of samples, and the ratios made of them.</summary>
/// <remarks>
/// A ratio whose denominator is 0 is NaN, on purpose: where neither truth nor prediction has a single sample, Dice is neither perfect nor
/// failed but undefined, and whoever averages has to say what such cases count. Counts of several images add up with +.
/// </remarks>
/// <param name="TruePositives">Samples in both.</param>
/// <param name="FalsePositives">Samples in the prediction alone.</param>
/// <param name="FalseNegatives">Samples in the truth alone.</param>
/// <param name="TrueNegatives">Samples in neither.</param>
public readonly record struct Overlap(long TruePositives, long FalsePositives, long FalseNegatives, long TrueNegatives)
{
    /// <summary>The overlap of two masks.</summary>
    /// <exception cref="ArgumentException">The masks differ in length.</exception>
    public static Overlap Between(ReadOnlySpan<bool> truth, ReadOnlySpan<bool> prediction)
    {
        if (truth.Length != prediction.Length)
            throw new ArgumentException($"Overlap: the truth has {truth.Length} samples but the prediction has {prediction.Length}.");
        long both = 0, predicted = 0, real = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            real += truth[i] ? 1 : 0;
            predicted += prediction[i] ? 1 : 0;
            both += truth[i] & prediction[i] ? 1 : 0;
        }
        return new Overlap(both, predicted - both, real - both, truth.Length - predicted - real + both);
    }

    /// <summary>2·TP / (2·TP + FP + FN), 0 to 1 (also F1, Sørensen-Dice); NaN if both masks are empty.</summary>
    public double Dice => 2.0 * TruePositives / (2 * TruePositives + FalsePositives + FalseNegatives);

    /// <summary>TP / (TP + FP + FN), 0 to 1 (Jaccard index); NaN if both masks are empty.</summary>
    public double IoU => (double)TruePositives / (TruePositives + FalsePositives + FalseNegatives);

    /// <summary>TP / (TP + FP): how much of the prediction is right; NaN if nothing is predicted.</summary>
    public double Precision => (double)TruePositives / (TruePositives + FalsePositives);

    /// <summary>TP / (TP + FN): how much of the truth is found (sensitivity); NaN if the truth is empty.</summary>
    public double Recall => (double)TruePositives / (TruePositives + FalseNegatives);

    /// <summary>TN / (TN + FP): how much of the background is left alone; NaN if the truth fills everything.</summary>
    public double Specificity => (double)TrueNegatives / (TrueNegatives + FalsePositives);

    /// <summary>(TP + TN) / all samples; NaN without samples.</summary>
    public double Accuracy => (double)(TruePositives + TrueNegatives) / (TruePositives + FalsePositives + FalseNegatives + TrueNegatives);

    /// <summary>1 − |FP − FN| / (2·TP + FP + FN): 1 for equal volumes, wherever they lie; NaN if both masks are empty.</summary>
    public double VolumeSimilarity => 1 - (double)Math.Abs(FalsePositives - FalseNegatives) / (2 * TruePositives + FalsePositives + FalseNegatives);

    /// <summary>The counts of two images together.</summary>
    public static Overlap operator +(Overlap a, Overlap b) => new(
        a.TruePositives + b.TruePositives,
        a.FalsePositives + b.FalsePositives,
        a.FalseNegatives + b.FalseNegatives,
        a.TrueNegatives + b.TrueNegatives);
}
