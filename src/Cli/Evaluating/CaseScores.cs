using UNetSharp.Imaging;
using UNetSharp.Segmentation.Metrics;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>How one class of a case came out.</summary>
/// <param name="Class">The class.</param>
/// <param name="TruthPixels">Its pixels in the truth.</param>
/// <param name="PredictedPixels">Its pixels in the prediction.</param>
/// <param name="Values">Its measures by their keys.</param>
internal sealed record ClassScores(int Class, long TruthPixels, long PredictedPixels, IReadOnlyDictionary<string, double> Values);

/// <summary>How one case came out.</summary>
/// <param name="Case">The prediction with its truth.</param>
/// <param name="Extent">Their extent.</param>
/// <param name="Unit">Of distances.</param>
/// <param name="Values">The measures by their keys.</param>
/// <param name="Classes">Each class but the background.</param>
/// <param name="Matching">Objects matched at 0.5, 0.55, … 0.95.</param>
/// <param name="Seg">SEG with the number of true objects.</param>
/// <param name="SurfacesLeftOut">Whether the image is too large for distances of surfaces.</param>
internal sealed record CaseScores(
    SegmentationCase Case, Extent Extent, string Unit, IReadOnlyDictionary<string, double> Values, IReadOnlyList<ClassScores> Classes, InstanceMatching[] Matching, SegMeasure Seg, bool SurfacesLeftOut)
{
    /// <summary>Pixels up to which surfaces are measured unasked: a transform of distances takes some twenty bytes for each.</summary>
    public const int MostSurfacePixels = 64_000_000;

    /// <summary>Scores a case.</summary>
    /// <param name="one">The prediction with its truth.</param>
    /// <param name="labels">What their numbers mean.</param>
    /// <param name="tolerance">Of the surface Dice, in the unit of the truth's spacing.</param>
    /// <param name="allSurfaces">Whether surfaces of the largest images are measured too.</param>
    /// <exception cref="InvalidDataException">A file can't be read, holds other numbers, or the two are of different sizes.</exception>
    public static CaseScores Of(SegmentationCase one, TruthLabels labels, double tolerance, bool allSurfaces)
    {
        var (prediction, truth) = (one.Image.Read(), one.Mask.Read());
        var extent = RequireSameSize(one, prediction, truth);
        var (real, predicted) = (labels.Map.Encode(truth, one.Mask.Name), labels.Predicted(prediction, one.Image.Name));
        var matrix = new ConfusionMatrix(labels.Map.Classes);
        matrix.Add(real, predicted, ignored: -1);
        var (realObjects, predictedObjects) = (labels.Objects(truth, one.Mask.Name, Clipped(real), extent), labels.Objects(prediction, one.Image.Name, predicted, extent));

        // What the truth does not say can't be wrong.
        for (var i = 0; i < real.Length; i++)
        {
            if (real[i] < 0) (real[i], predicted[i], predictedObjects[i]) = (0, 0, 0);
        }

        var surfaces = allSurfaces || extent.Count <= MostSurfacePixels;
        var classes = Enumerable.Range(1, labels.Map.Classes - 1).Select(c => OfClass(c, matrix, surfaces ? Surfaces(real, predicted, c, extent, truth.Spacing) : null, tolerance)).ToArray();
        var (table, foreground) = (Contingency.Between(realObjects, predictedObjects), Contingency.Between(realObjects, predictedObjects, ignoredTruth: 0));
        var matching = InstanceMatching.CustomaryThresholds.Select(threshold => InstanceMatching.Of(table, threshold)).ToArray();
        var seg = SegMeasure.Of(table);
        var values = Measure.OfClasses.ToDictionary(measure => measure.Key, measure => Mean(classes.Select(scores => scores.Values[measure.Key])));
        values["accuracy"] = matrix.Accuracy;
        AddObjects(values, table, foreground, matching, seg);
        return new(one, extent, truth.Spacing.Unit, values, classes, matching, seg, !surfaces);
    }

    /// <summary>The extent of a prediction and its truth.</summary>
    /// <exception cref="InvalidDataException">They have not the same.</exception>
    public static Extent RequireSameSize(SegmentationCase one, Image prediction, Image truth)
    {
        var (ours, theirs) = (new Extent(prediction.Depth, prediction.Height, prediction.Width), new Extent(truth.Depth, truth.Height, truth.Width));
        return ours == theirs ? theirs
            : throw new InvalidDataException($"{one.Image.Name} is {ours} but its truth {one.Mask.Name} is {theirs}: they must be of one size. Is it the prediction of another image, or was one of them resized?");
    }

    /// <summary>The mean of what is defined; NaN if nothing is.</summary>
    public static double Mean(IEnumerable<double> values) => values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();

    private static ClassScores OfClass(int c, ConfusionMatrix matrix, SurfaceDistances? surfaces, double tolerance)
    {
        var overlap = matrix.Of(c);
        return new(c, overlap.TruePositives + overlap.FalseNegatives, overlap.TruePositives + overlap.FalsePositives, new Dictionary<string, double>
        {
            ["dice"] = overlap.Dice,
            ["iou"] = overlap.IoU,
            ["precision"] = overlap.Precision,
            ["recall"] = overlap.Recall,
            ["accuracy"] = overlap.Accuracy,
            ["hd95"] = surfaces?.Hausdorff95 ?? double.NaN,
            ["surfaceDice"] = surfaces?.SurfaceDice(tolerance) ?? double.NaN,
        });
    }

    // Background of the truth is left out of the partitions' errors, as in SNEMI3D and CREMI; the Rand index is over all pixels.
    private static void AddObjects(Dictionary<string, double> values, Contingency table, Contingency foreground, InstanceMatching[] matching, SegMeasure seg)
    {
        var information = VariationOfInformation.Of(foreground);
        values["randIndex"] = RandScores.Of(table).Index;
        values["adaptedRandError"] = RandScores.Of(foreground).AdaptedError;
        values["variationOfInformation"] = information.Total;
        values["informationSplit"] = information.Split;
        values["informationMerge"] = information.Merge;
        values["f1"] = matching[0].F1;
        values["ap"] = matching[0].AveragePrecision;
        values["meanAp"] = matching.Average(match => match.AveragePrecision);
        values["panopticQuality"] = matching[0].PanopticQuality;
        values["seg"] = seg.Value;
    }

    private static SurfaceDistances Surfaces(int[] real, int[] predicted, int c, Extent extent, Spacing spacing) =>
        SurfaceDistances.Between(Array.ConvertAll(real, label => label == c), Array.ConvertAll(predicted, label => label == c), extent, new PerAxis(spacing.Depth, spacing.Height, spacing.Width));

    private static int[] Clipped(int[] classes) => Array.ConvertAll(classes, label => Math.Max(label, 0));
}
