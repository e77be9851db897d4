using UNetSharp.Imaging;

namespace UNetSharp.Segmentation.Metrics;

/// <summary>Distances between the surfaces of two masks, and the measures made of them.</summary>
/// <remarks>
/// The surface of a mask is the mask without its erosion by the face neighbours, where what lies outside the image is background. Distances run
/// from each sample of one surface to the nearest sample of the other, in the unit of the spacing.
/// If both masks are empty, every measure is NaN: there is nothing to compare. If one is, distances are +∞ and the surface Dice is 0.
/// </remarks>
public sealed class SurfaceDistances
{
    private readonly double[] truthToPrediction;
    private readonly double[] predictionToTruth;

    private SurfaceDistances(double[] truthToPrediction, double[] predictionToTruth) =>
        (this.truthToPrediction, this.predictionToTruth) = (truthToPrediction, predictionToTruth);

    /// <summary>The distance of each surface sample of the truth to the prediction's surface, in raster order.</summary>
    public IReadOnlyList<double> TruthToPrediction => truthToPrediction;

    /// <summary>The distance of each surface sample of the prediction to the truth's surface, in raster order.</summary>
    public IReadOnlyList<double> PredictionToTruth => predictionToTruth;

    /// <summary>The greatest distance of all (Hausdorff distance).</summary>
    public double Hausdorff => Percentile(100);

    /// <summary>The larger of the two directed 95th percentiles: HD95 as MONAI and most challenges compute it.</summary>
    public double Hausdorff95 => Percentile(95);

    /// <summary>The 95th percentile of both sets of distances together: HD95 as medpy computes it.</summary>
    public double Hausdorff95Pooled => Summarise((forth, back) => PercentileOf([.. forth, .. back], 95));

    /// <summary>The mean distance from the truth's surface to the prediction's.</summary>
    public double MeanFromTruth => Summarise((forth, _) => forth.Average());

    /// <summary>The mean distance from the prediction's surface to the truth's.</summary>
    public double MeanFromPrediction => Summarise((_, back) => back.Average());

    /// <summary>The mean of all distances of both directions together: average symmetric surface distance, ASSD.</summary>
    public double Mean => Summarise((forth, back) => (forth.Sum() + back.Sum()) / (forth.Length + back.Length));

    /// <summary>The mean of the two directed means, whatever the sizes of the surfaces.</summary>
    public double MeanOfDirections => Summarise((forth, back) => (forth.Average() + back.Average()) / 2);

    /// <summary>Measures the distances between the surfaces of two masks.</summary>
    /// <param name="truth">The true mask.</param>
    /// <param name="prediction">The predicted mask.</param>
    /// <param name="extent">The extent of both.</param>
    /// <param name="spacing">Distances between neighbouring samples (mm, say).</param>
    /// <exception cref="ArgumentException">A mask does not fill the extent, or a spacing is not positive.</exception>
    public static SurfaceDistances Between(ReadOnlySpan<bool> truth, ReadOnlySpan<bool> prediction, Extent extent, PerAxis spacing)
    {
        extent.RequireLength(truth.Length, "SurfaceDistances: the truth");
        extent.RequireLength(prediction.Length, "SurfaceDistances: the prediction");
        spacing.RequirePositive("SurfaceDistances: the spacing");
        // An organ fills a small part of a scan, and nothing outside its box matters to either surface.
        if (BoundingBox.Around(truth, prediction, extent) is not { } box)
            return new SurfaceDistances([], []);
        var truthSurface = Surface(box.Cut(truth, extent), box.Extent);
        var predictionSurface = Surface(box.Cut(prediction, extent), box.Extent);
        return new SurfaceDistances(
            Distances(truthSurface, predictionSurface, box.Extent, spacing),
            Distances(predictionSurface, truthSurface, box.Extent, spacing));
    }

    /// <summary>The larger of the two directed percentiles of distance, linear between samples; 100 gives the Hausdorff distance.</summary>
    /// <param name="percent">0 to 100.</param>
    public double Percentile(double percent) => Summarise((forth, back) => Math.Max(PercentileOf([.. forth], percent), PercentileOf([.. back], percent)));

    /// <summary>The share of both surfaces that lies within a tolerance of the other: surface Dice, normalised surface Dice.</summary>
    /// <remarks>
    /// S. Nikolov et al., Clinically applicable segmentation of head and neck anatomy, J. Med. Internet Res. 23(7), 2021, counted here in samples, not in areas of
    /// surface elements.
    /// </remarks>
    /// <param name="tolerance">In the unit of the spacing; a distance equal to it counts as within.</param>
    public double SurfaceDice(double tolerance) => truthToPrediction.Length + predictionToTruth.Length == 0
        ? double.NaN
        : (double)truthToPrediction.Concat(predictionToTruth).Count(distance => distance <= tolerance) / (truthToPrediction.Length + predictionToTruth.Length);

    /// <summary>The surface of a mask: its samples that have an unset face neighbour or lie at the border.</summary>
    /// <exception cref="ArgumentException">The mask does not fill the extent.</exception>
    public static bool[] Surface(ReadOnlySpan<bool> mask, Extent extent)
    {
        var surface = Morphology.Erode(mask, extent, 1, Connectivity.Faces);
        for (var i = 0; i < surface.Length; i++)
            surface[i] = mask[i] && !surface[i];
        return surface;
    }

    private double Summarise(Func<double[], double[], double> measure)
    {
        if (truthToPrediction.Length == 0 && predictionToTruth.Length == 0)
            return double.NaN;
        return truthToPrediction.Length == 0 || predictionToTruth.Length == 0 ? double.PositiveInfinity : measure(truthToPrediction, predictionToTruth);
    }

    private static double[] Distances(bool[] from, bool[] to, Extent extent, PerAxis spacing)
    {
        var squared = new double[extent.Count];
        DistanceTransform.Transform(Array.ConvertAll(to, set => !set), extent, spacing, squared, new int[extent.Count]);
        var distances = new List<double>();
        for (var i = 0; i < from.Length; i++)
        {
            if (from[i])
                distances.Add(Math.Sqrt(squared[i]));
        }
        return [.. distances];
    }

    // NumPy's default: the percentile lies at rank percent/100·(n − 1) and is linear between the neighbouring ranks.
    private static double PercentileOf(double[] distances, double percent)
    {
        Array.Sort(distances);
        var rank = percent / 100 * (distances.Length - 1);
        var below = (int)rank;
        var above = Math.Min(below + 1, distances.Length - 1);
        return distances[below] + (rank - below) * (distances[above] - distances[below]);
    }
}
