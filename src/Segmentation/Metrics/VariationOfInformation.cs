namespace UNetSharp.Segmentation.Metrics;

/// <summary>What knowing one of two partitions leaves unknown of the other, in bits.</summary>
/// <remarks>
/// M. Meilă, Comparing clusterings: an information based distance, J. Multivariate Analysis 98, 2007. A metric on partitions: 0 if and only if they are the same
/// up to the numbers of the labels. Equals skimage.metrics.variation_of_information.
/// </remarks>
/// <param name="Split">H(prediction | truth): grows where the prediction splits true segments.</param>
/// <param name="Merge">H(truth | prediction): grows where the prediction merges true segments.</param>
public readonly record struct VariationOfInformation(double Split, double Merge)
{
    /// <summary>Split + Merge, the variation of information.</summary>
    public double Total => Split + Merge;

    /// <summary>Compares two maps of labels.</summary>
    /// <param name="truth">True labels.</param>
    /// <param name="prediction">Predicted labels.</param>
    /// <param name="ignoredTruth">A true label whose samples do not count, such as 0 for membranes; null counts all.</param>
    /// <exception cref="ArgumentException">The maps differ in length.</exception>
    public static VariationOfInformation Between(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction, int? ignoredTruth = null) =>
        Of(Contingency.Between(truth, prediction, ignoredTruth));

    /// <summary>Compares the two partitions of a table of shared samples; NaN if the table is empty.</summary>
    public static VariationOfInformation Of(Contingency table)
    {
        double total = table.Total, split = 0, merge = 0;
        foreach (var (truth, prediction, samples) in table.Overlaps)
        {
            // −p·log2(p / p_truth): what each sample of the pair adds to the surprise. Equal counts give exactly 0.
            split += samples / total * Math.Log2((double)table.TruthSizes[truth] / samples);
            merge += samples / total * Math.Log2((double)table.PredictionSizes[prediction] / samples);
        }
        return table.Total == 0 ? new VariationOfInformation(double.NaN, double.NaN) : new VariationOfInformation(split, merge);
    }
}
