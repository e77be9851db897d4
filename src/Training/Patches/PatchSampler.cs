using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>Draws patches: a case, a place, a deformation, intensities. Patch k is a function of the data, the options, the seed and k. Safe for many threads.</summary>
public sealed class PatchSampler
{
    private readonly CaseCache _cases;
    private readonly ShuffledOrder _order;
    private readonly ulong _seed;

    /// <summary>A sampler of a data set.</summary>
    /// <param name="data">The data set; its first image is read, and all masks if classes are to be found out or balanced.</param>
    /// <param name="options">What patches are drawn.</param>
    /// <param name="seed">The run.</param>
    /// <exception cref="ArgumentException">There is no case, or the options mean nothing.</exception>
    /// <exception cref="InvalidDataException">A file can't be read.</exception>
    public PatchSampler(SegmentationData data, PatchOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        if (data.Cases.Count == 0) throw new ArgumentException("PatchSampler: there is no case to draw patches from.", nameof(data));
        options.Validate();
        var preparation = new CasePreparation(data, options);
        _cases = new(data.Cases.Count, index => preparation.Prepare(data.Cases[index]), options.MemoryBytes);
        (_order, _seed, Options) = (new(data.Cases.Count, seed), seed, options);
        Channels = _cases.Get(0).Channels;
    }

    /// <summary>What patches are drawn.</summary>
    public PatchOptions Options { get; }

    /// <summary>The channels of the images.</summary>
    public int Channels { get; }

    /// <summary>Draws a patch.</summary>
    /// <param name="number">Which, from 0.</param>
    /// <param name="image">Receives the image [D, H, W, C] of the input's extent.</param>
    /// <param name="labels">Receives the classes [D, H, W] of the output's extent.</param>
    /// <param name="weights">Receives the weights of the output's extent.</param>
    /// <returns>The name of the case.</returns>
    /// <exception cref="ArgumentException">A span is not as long as its extent asks.</exception>
    /// <exception cref="InvalidDataException">A file can't be read, image and mask do not fit, or the case has another number of channels than the first.</exception>
    public string Draw(long number, Span<float> image, Span<int> labels, Span<float> weights)
    {
        var (input, output) = (Options.Input, Options.Output);
        if (image.Length != input.Count * Channels || labels.Length != output.Count || weights.Length != output.Count)
            throw new ArgumentException($"PatchSampler: a patch has {input.Count * Channels} samples and {output.Count} labels and weights, but there is room for {image.Length}, {labels.Length} and {weights.Length}.");
        var patchOf = (Seed: _seed, Number: checked((uint)number));
        var one = _cases.Get(_order.At(number));
        if (one.Channels != Channels) throw new InvalidDataException($"{one.Name}: the image has {one.Channels} channels, the first has {Channels}: save all as grey or all as colour.");
        var draws = new RandomDraws(_seed, RandomStreams.Patches, patchOf.Number);
        var deformation = Deformation.Draw(input, Place(one, draws), one.Spacing, Options.Augmentation, draws, patchOf);
        Read(one, deformation, image, labels, weights);
        IntensityAugmentation.Apply(image, input, one.Ranges, Options.Augmentation, draws, patchOf);
        return one.Name;
    }

    // The centre of the patch. What is labelled lies within the image, where it fits; else the patch is centred, and mirrored image fills it.
    private (double Z, double Y, double X) Place(PreparedCase one, RandomDraws draws)
    {
        var (aroundForeground, someClass, somePixel) = (draws.Chance(Options.ForegroundShare), draws.Next(), draws.Next());
        (int Z, int Y, int X)? pixel = null;
        if (aroundForeground && one.Places.Length > 0)
        {
            var places = one.Places[(int)(((ulong)someClass * (uint)one.Places.Length) >> 32)];
            var place = places[(int)(((ulong)somePixel * (uint)places.Length) >> 32)];
            pixel = (place / one.Extent.Width / one.Extent.Height, place / one.Extent.Width % one.Extent.Height, place % one.Extent.Width);
        }

        return (Along(0, pixel?.Z), Along(1, pixel?.Y), Along(2, pixel?.X));

        double Along(int axis, int? through)
        {
            var (length, side) = (one.Extent[axis], Options.Output[axis]);
            var somewhere = draws.Below(Math.Max(1, length - side + 1));
            if (length <= side) return (length - 1) / 2.0;
            var first = through is { } at ? Math.Clamp(at - (side / 2), 0, length - side) : somewhere;
            return first + ((side - 1) / 2.0);
        }
    }

    private void Read(PreparedCase one, Deformation deformation, Span<float> image, Span<int> labels, Span<float> weights)
    {
        var (input, output) = (Options.Input, Options.Output);
        var (top, left, front) = ((input.Height - output.Height) / 2, (input.Width - output.Width) / 2, (input.Depth - output.Depth) / 2);
        var coordinates = new float[3 * input.Width];
        var zs = coordinates.AsSpan(0, input.Width);
        var ys = coordinates.AsSpan(input.Width, input.Width);
        var xs = coordinates.AsSpan(2 * input.Width);
        // The columns that are labelled.
        var oz = zs.Slice(left, output.Width);
        var oy = ys.Slice(left, output.Width);
        var ox = xs.Slice(left, output.Width);
        if (one.Weights is null) weights.Fill(1);
        for (var z = 0; z < input.Depth; z++)
        {
            for (var y = 0; y < input.Height; y++)
            {
                deformation.Row(z, y, zs, ys, xs);
                var row = image.Slice(input.IndexOf(z, y, 0) * Channels, input.Width * Channels);
                if (Options.Augmentation.Interpolation == Interpolation.Cubic) SplineReading.Row(one.Image, one.Extent, Channels, zs, ys, xs, row);
                else LinearReading.Row(one.Image, one.Extent, Channels, zs, ys, xs, row);
                if ((uint)(z - front) >= (uint)output.Depth || (uint)(y - top) >= (uint)output.Height) continue;
                var start = output.IndexOf(z - front, y - top, 0);
                NearestReading.Row(one.Labels, one.Extent, oz, oy, ox, labels.Slice(start, output.Width));
                if (one.Weights is null) continue;
                if (one.WeightsAreSharp) NearestReading.Row<float>(one.Weights, one.Extent, oz, oy, ox, weights.Slice(start, output.Width));
                else LinearReading.Row(one.Weights, one.Extent, 1, oz, oy, ox, weights.Slice(start, output.Width));
            }
        }
    }
}
