using UNetSharp.ModelFiles;
using UNetSharp.Segmentation;
using UNetSharp.Segmentation.Metrics;

namespace UNetSharp.Training;

/// <summary>Segments validation cases whole, as the finished model would, and counts what is right.</summary>
/// <param name="data">The cases.</param>
/// <param name="quickPixels">How many pixels a look in between may segment; the cases are spread evenly over the set, at least one.</param>
/// <param name="options">How the model is run over images.</param>
internal sealed class Validation(SegmentationData data, long quickPixels, PredictorOptions options)
{
    private readonly Dictionary<int, (Imaging.Image Image, int[] Labels)> _read = [];

    // Cases are kept in memory as long as they are few.
    private const int MostKept = 64;

    /// <summary>Whether there is anything to validate on.</summary>
    public bool IsEmpty => data.Cases.Count == 0;

    /// <summary>Scores a model.</summary>
    /// <param name="model">The model, with its card in the metadata.</param>
    /// <param name="quick">Whether a part of the cases will do.</param>
    /// <param name="cancel">Looked at between the layers of the network.</param>
    /// <returns>The counts of all pixels, and of how many cases they are.</returns>
    public (ConfusionMatrix Counts, int Cases) Score(Model model, bool quick, CancellationToken cancel)
    {
        // Between, tiles do not overlap: a quarter of the time for nearly the same scores.
        var predictor = new Predictor(model, quick ? options with { Overlap = 0 } : options);
        var counts = new ConfusionMatrix(data.Classes);
        var (cases, pixels) = (0, 0L);
        foreach (var index in quick ? Spread() : Enumerable.Range(0, data.Cases.Count))
        {
            if (quick && cases > 0 && pixels >= quickPixels) break;
            var (image, labels) = Read(index);
            counts.Add(labels, predictor.Predict(image, cancel: cancel).Classes(), LabelMap.IgnoredClass);
            (cases, pixels) = (cases + 1, pixels + labels.Length);
        }

        return (counts, cases);
    }

    /// <summary>Cases with their predictions, for people to look at.</summary>
    public IReadOnlyList<SamplePicture> Pictures(Model model, int most, CancellationToken cancel)
    {
        var predictor = new Predictor(model, options);
        return [.. Spread().Take(most).Select(index =>
        {
            var (image, truth) = Read(index);
            var prediction = predictor.Predict(image, cancel: cancel).Classes();
            var counts = new ConfusionMatrix(data.Classes);
            counts.Add(truth, prediction, LabelMap.IgnoredClass);
            // Of a volume the middle plane is shown.
            var (plane, area) = (image.Depth / 2, image.Height * image.Width);
            return new SamplePicture(
                data.Cases[index].Name,
                image.Depth == 1 ? image : image.Plane(plane),
                [.. truth.AsSpan(plane * area, area)],
                [.. prediction.AsSpan(plane * area, area)],
                FormattableString.Invariant($"IoU {counts.MeanIoU(1):0.000}, Dice {counts.MeanDice(1):0.000}"));
        })];
    }

    // Every other, every other of the rest, …: any beginning of this order is spread over the set.
    private IEnumerable<int> Spread()
    {
        var bits = 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Max(1, data.Cases.Count - 1));
        for (var i = 0; i < 1 << bits; i++)
        {
            var index = 0;
            for (var bit = 0; bit < bits; bit++) index |= ((i >> bit) & 1) << (bits - 1 - bit);
            if (index < data.Cases.Count) yield return index;
        }
    }

    private (Imaging.Image Image, int[] Labels) Read(int index)
    {
        if (_read.TryGetValue(index, out var read)) return read;
        var one = data.Cases[index];
        read = (one.ReadImage(), data.ReadLabels(one).Labels);
        if (read.Labels.Length != read.Image.Depth * read.Image.Height * read.Image.Width)
            throw new InvalidDataException($"{one.Mask}: the mask has {read.Labels.Length} pixels, its image {one.Image} is {read.Image}. `unet check` tells more.");
        if (_read.Count < MostKept) _read[index] = read;
        return read;
    }
}
