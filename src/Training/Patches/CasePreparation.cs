using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>Reads cases and makes them ready for cutting patches.</summary>
internal sealed class CasePreparation
{
    // So many pixels of a class, evenly chosen, are enough to lay patches around.
    private const int MostPlaces = 4096;

    private readonly SegmentationData _data;
    private readonly PatchOptions _options;
    private readonly float[] _classWeights;

    /// <summary>Prepares cases of a data set; reads its masks, if classes are balanced.</summary>
    /// <exception cref="InvalidDataException">A mask can't be read or is no mask.</exception>
    public CasePreparation(SegmentationData data, PatchOptions options)
    {
        (_data, _options) = (data, options);
        _classWeights = options.Weights.BalanceClasses ? WeightMap.ClassWeights(data.ClassPixels()) : [.. Enumerable.Repeat(1f, data.Classes)];
    }

    /// <summary>Reads and prepares a case.</summary>
    /// <exception cref="InvalidDataException">A file can't be read, or image and mask do not fit.</exception>
    public PreparedCase Prepare(SegmentationCase one)
    {
        var image = one.ReadImage();
        var mask = _data.ReadLabels(one);
        var extent = new Extent(image.Depth, image.Height, image.Width);
        if (mask.Extent != extent) throw new InvalidDataException($"{one.Mask}: the mask is {mask.Extent} but its image {one.Image} is {extent}. `unet check` tells more.");
        var samples = image.ToFloats();
        _options.Normalisation.Apply(samples, image.Channels);
        var ranges = new ChannelRange[image.Channels];
        for (var channel = 0; channel < ranges.Length; channel++) ranges[channel] = ChannelRange.Of(samples, ranges.Length, channel);
        if (_options.Augmentation.Interpolation == Interpolation.Cubic) ToSplines(samples, extent, image.Channels);
        var ignored = Array.Exists(mask.Labels, label => label < 0);
        var weights = ignored || _options.Weights.Formula != WeightFormula.None
            ? WeightMap.Compute(mask.Labels, mask.Objects, extent, _classWeights, _options.Weights)
            : null;
        var places = PlacesOf(mask.Labels, _data.Classes);
        foreach (ref var label in mask.Labels.AsSpan()) label = Math.Max(0, label);
        return new(one.Name, extent, new(image.Spacing.Depth, image.Spacing.Height, image.Spacing.Width), samples, ranges, mask.Labels, weights, ignored, places);
    }

    private static void ToSplines(float[] samples, Extent extent, int channels)
    {
        var alone = channels == 1 ? samples : new float[extent.Count];
        for (var channel = 0; channel < channels; channel++)
        {
            if (channels > 1)
            {
                for (var i = 0; i < alone.Length; i++) alone[i] = samples[(i * channels) + channel];
            }

            CubicSpline.Prefilter(alone, extent, Border.Mirror);
            if (channels > 1)
            {
                for (var i = 0; i < alone.Length; i++) samples[(i * channels) + channel] = alone[i];
            }
        }
    }

    // Of each class every n-th pixel, so that few thousand stand for all.
    private static int[][] PlacesOf(int[] labels, int classes)
    {
        var counts = new long[classes];
        foreach (var label in labels)
        {
            if (label > 0) counts[label]++;
        }

        var places = counts.Select(count => new List<int>((int)Math.Min(count, MostPlaces))).ToArray();
        var seen = new long[classes];
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            if (label <= 0) continue;
            // The pixel whose rank is the next of MostPlaces evenly spread ranks.
            var next = counts[label] <= MostPlaces ? seen[label] : ((2L * places[label].Count) + 1) * counts[label] / (2 * MostPlaces);
            if (seen[label]++ == next) places[label].Add(i);
        }

        return [.. places.Where(list => list.Count > 0).Select(list => list.ToArray())];
    }
}
