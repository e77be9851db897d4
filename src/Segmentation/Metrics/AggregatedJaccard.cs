namespace UNetSharp.Segmentation.Metrics;

/// <summary>AJI, the aggregated Jaccard index of nuclei: one IoU over all objects, which also pays for what was missed and what was made up.</summary>
/// <remarks>
/// N. Kumar et al., A dataset and a technique for generalized nuclear segmentation for computational pathology, IEEE TMI 36(7), 2017. Each true object is paired with the
/// predicted object of the highest IoU (the lower label among equals; one predicted object may serve several true ones, as in the paper). Intersections add up above the
/// line; below it the unions of the pairs, true objects that nothing overlaps, and predicted objects never chosen. Images add up with +.
/// </remarks>
/// <param name="Intersection">The samples shared by the pairs.</param>
/// <param name="Union">The samples below the line.</param>
public readonly record struct AggregatedJaccard(long Intersection, long Union)
{
    /// <summary>Intersection / Union, 0 to 1; NaN without any object.</summary>
    public double Value => (double)Intersection / Union;

    /// <summary>Measures one image.</summary>
    /// <exception cref="ArgumentException">The maps differ in length.</exception>
    public static AggregatedJaccard Between(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction) => Of(Contingency.Between(truth, prediction));

    /// <summary>Measures the objects of a table of shared samples.</summary>
    public static AggregatedJaccard Of(Contingency table)
    {
        long intersection = 0, union = 0;
        var unused = table.PredictionSizes.Keys.Where(label => label != 0).ToHashSet();
        var partners = table.Overlaps.Where(overlap => overlap.Prediction != 0).ToLookup(overlap => overlap.Truth);
        foreach (var (truth, size) in table.TruthSizes)
        {
            if (truth == 0)
                continue;
            // The pair of the highest IoU, by cross-multiplication in whole numbers; overlaps come by label, so > keeps the lower one.
            var best = (Shared: 0L, Union: size, Label: 0);
            foreach (var (_, prediction, shared) in partners[truth])
            {
                var together = size + table.PredictionSizes[prediction] - shared;
                if ((Int128)shared * best.Union > (Int128)best.Shared * together)
                    best = (shared, together, prediction);
            }
            intersection += best.Shared;
            union += best.Union;
            unused.Remove(best.Label);
        }
        return new AggregatedJaccard(intersection, union + unused.Sum(label => table.PredictionSizes[label]));
    }

    /// <summary>The measure of two images together.</summary>
    public static AggregatedJaccard operator +(AggregatedJaccard a, AggregatedJaccard b) => new(a.Intersection + b.Intersection, a.Union + b.Union);
}
