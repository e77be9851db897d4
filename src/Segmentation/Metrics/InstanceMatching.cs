namespace UNetSharp.Segmentation.Metrics;

/// <summary>How many predicted objects match a true one at a threshold of IoU, and the scores made of that.</summary>
/// <remarks>
/// A predicted and a true object match if their IoU is above the threshold. From ½ on no object can match two (the 2018 Data Science Bowl's rule), so no
/// assignment has to be solved; stardist and cellpose also count an IoU equal to the threshold. Objects are labels, 0 is background.
/// Images add up with +, at the same threshold. Ratios without any object, true or predicted, are NaN.
/// </remarks>
/// <param name="Threshold">The threshold of IoU, ½ or more.</param>
/// <param name="TruePositives">Pairs that match.</param>
/// <param name="FalsePositives">Predicted objects without a match.</param>
/// <param name="FalseNegatives">True objects without a match.</param>
/// <param name="MatchedIoU">The sum of the IoU of the pairs that match.</param>
public readonly record struct InstanceMatching(double Threshold, int TruePositives, int FalsePositives, int FalseNegatives, double MatchedIoU)
{
    /// <summary>The customary thresholds 0.50, 0.55, …, 0.95.</summary>
    public static IReadOnlyList<double> CustomaryThresholds { get; } = [.. Enumerable.Range(10, 10).Select(twentieth => twentieth / 20.0)];

    /// <summary>TP / (TP + FP): the share of predicted objects that are real.</summary>
    public double Precision => (double)TruePositives / (TruePositives + FalsePositives);

    /// <summary>TP / (TP + FN): the share of true objects that are found.</summary>
    public double Recall => (double)TruePositives / (TruePositives + FalseNegatives);

    /// <summary>2·TP / (2·TP + FP + FN); for panoptic quality, the recognition quality.</summary>
    public double F1 => 2.0 * TruePositives / (2 * TruePositives + FalsePositives + FalseNegatives);

    /// <summary>TP / (TP + FP + FN): "average precision" as the Data Science Bowl, stardist and cellpose use the word. It is not the area under a curve of precision.</summary>
    public double AveragePrecision => (double)TruePositives / (TruePositives + FalsePositives + FalseNegatives);

    /// <summary>The mean IoU of the pairs that match; NaN without any.</summary>
    public double SegmentationQuality => MatchedIoU / TruePositives;

    /// <summary>Panoptic quality, Σ IoU / (TP + FP/2 + FN/2): segmentation quality times F1 (A. Kirillov et al., Panoptic segmentation, CVPR 2019, at threshold ½).</summary>
    public double PanopticQuality => MatchedIoU / (TruePositives + 0.5 * FalsePositives + 0.5 * FalseNegatives);

    /// <summary>Matches the objects of one image.</summary>
    /// <param name="truth">True labels.</param>
    /// <param name="prediction">Predicted labels.</param>
    /// <param name="threshold">IoU above which two objects match, from ½ to below 1.</param>
    /// <exception cref="ArgumentException">The maps differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is below ½, where an object could match twice, or not below 1.</exception>
    public static InstanceMatching Between(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction, double threshold = 0.5) =>
        Of(Contingency.Between(truth, prediction), threshold);

    /// <summary>Matches the objects of one image at several thresholds, in their order.</summary>
    /// <inheritdoc cref="Between(ReadOnlySpan{int}, ReadOnlySpan{int}, double)"/>
    public static InstanceMatching[] Between(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction, IEnumerable<double> thresholds)
    {
        var table = Contingency.Between(truth, prediction);
        return [.. thresholds.Select(threshold => Of(table, threshold))];
    }

    /// <summary>Matches the objects of a table of shared samples.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is below ½, where an object could match twice, or not below 1.</exception>
    public static InstanceMatching Of(Contingency table, double threshold = 0.5)
    {
        if (!(threshold >= 0.5 && threshold < 1))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "InstanceMatching: a threshold of IoU lies from 0.5, below which an object could match two others, to below 1.");
        var matches = 0;
        var sum = 0.0;
        foreach (var (truth, prediction, shared) in table.Overlaps)
        {
            if (truth == 0 || prediction == 0)
                continue;
            var iou = (double)shared / (table.TruthSizes[truth] + table.PredictionSizes[prediction] - shared);
            if (iou <= threshold)
                continue;
            matches++;
            sum += iou;
        }
        return new InstanceMatching(
            threshold,
            matches,
            table.PredictionSizes.Keys.Count(label => label != 0) - matches,
            table.TruthSizes.Keys.Count(label => label != 0) - matches,
            sum);
    }

    /// <summary>The counts of two images together.</summary>
    /// <exception cref="ArgumentException">The thresholds differ.</exception>
    public static InstanceMatching operator +(InstanceMatching a, InstanceMatching b) => a.Threshold == b.Threshold
        ? new(a.Threshold, a.TruePositives + b.TruePositives, a.FalsePositives + b.FalsePositives, a.FalseNegatives + b.FalseNegatives, a.MatchedIoU + b.MatchedIoU)
        : throw new ArgumentException($"InstanceMatching: counts at IoU {a.Threshold} and {b.Threshold} cannot be added; match both images at one threshold.");
}
