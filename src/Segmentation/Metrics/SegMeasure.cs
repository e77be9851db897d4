namespace UNetSharp.Segmentation.Metrics;

/// <summary>SEG, the segmentation measure of the Cell Tracking Challenge: the mean Jaccard index of the true objects with the predicted ones that cover most of them.</summary>
/// <remarks>
/// M. Maška et al., A benchmark for comparison of cell tracking algorithms, Bioinformatics 30(11), 2014. A predicted object S matches a true object R if it holds more than
/// half of it, |R ∩ S| &gt; |R| / 2; at most one can. R then scores |R ∩ S| / |R ∪ S|, and 0 without a match. Predicted objects without
/// partner cost nothing. Objects are labels, 0 is background; frames of a sequence add up with +, since the mean runs over all objects.
/// </remarks>
/// <param name="JaccardSum">The sum of the scores of the true objects.</param>
/// <param name="Objects">How many true objects there are.</param>
public readonly record struct SegMeasure(double JaccardSum, int Objects)
{
    /// <summary>The mean score, 0 to 1; NaN without true objects.</summary>
    public double Value => JaccardSum / Objects;

    /// <summary>Measures one frame.</summary>
    /// <exception cref="ArgumentException">The maps differ in length.</exception>
    public static SegMeasure Between(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction) => Of(Contingency.Between(truth, prediction));

    /// <summary>Measures the objects of a table of shared samples.</summary>
    public static SegMeasure Of(Contingency table)
    {
        var sum = 0.0;
        foreach (var (truth, prediction, shared) in table.Overlaps)
        {
            if (truth == 0 || prediction == 0 || 2 * shared <= table.TruthSizes[truth])
                continue;
            sum += (double)shared / (table.TruthSizes[truth] + table.PredictionSizes[prediction] - shared);
        }
        return new SegMeasure(sum, table.TruthSizes.Keys.Count(label => label != 0));
    }

    /// <summary>The measure of two frames together.</summary>
    public static SegMeasure operator +(SegMeasure a, SegMeasure b) => new(a.JaccardSum + b.JaccardSum, a.Objects + b.Objects);
}
