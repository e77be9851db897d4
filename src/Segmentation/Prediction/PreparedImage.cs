using UNetSharp.Imaging;
using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>An image as the network wants it: normalised, and brought to the spacing that it was trained on.</summary>
/// <param name="Samples">[D, H, W, C].</param>
/// <param name="Extent">D, H, W after resampling.</param>
/// <param name="Channels">C.</param>
/// <param name="Original">D, H, W before.</param>
internal sealed record PreparedImage(float[] Samples, Extent Extent, int Channels, Extent Original)
{
    // Closer spacings than one in a hundred are the same, measured twice.
    private const double SameSpacing = 0.01;

    /// <summary>Whether the network sees another grid than the image's.</summary>
    public bool IsResampled => Extent != Original;

    /// <summary>Normalises, then resamples (bilinear, edges aligned).</summary>
    /// <param name="image">Of the network's channels.</param>
    /// <param name="card">How.</param>
    /// <param name="dimensions">The network's: 2 leaves the planes apart.</param>
    public static PreparedImage Of(Image image, ModelCard card, int dimensions)
    {
        var samples = image.ToFloats();
        for (var channel = 0; channel < image.Channels; channel++)
        {
            var map = card.NormalisationOf(channel).Measure(samples, image.Channels, channel);
            for (var i = channel; i < samples.Length; i += image.Channels) samples[i] = map.Of(samples[i]);
        }

        var original = new Extent(image.Depth, image.Height, image.Width);
        var factors = Factors(image.Spacing, card.Spacing, dimensions);
        var target = factors is { } zoom ? Resize.Scaled(original, zoom) : original;
        return new(target == original ? samples : Resized(samples, original, target, image.Channels), target, image.Channels, original);
    }

    /// <summary>The factors by which an image is to be resampled; null where it is not.</summary>
    public static PerAxis? Factors(Spacing theirs, Spacing? ours, int dimensions)
    {
        if (ours is not { IsPhysical: true } wanted || !theirs.IsPhysical) return null;
        var found = theirs.In(wanted.Unit);
        var zoom = new PerAxis(dimensions == 3 ? found.Depth / wanted.Depth : 1, found.Height / wanted.Height, found.Width / wanted.Width);
        var same = Enumerable.Range(0, 3).All(axis => Math.Abs(zoom[axis] - 1) <= SameSpacing);
        return same ? null : zoom;
    }

    /// <summary>Results on the network's grid, on the image's own.</summary>
    /// <param name="probabilities">[D, H, W, K] on <see cref="Extent"/>.</param>
    public float[] Back(float[] probabilities) => IsResampled ? Resized(probabilities, Extent, Original, probabilities.Length / Extent.Count) : probabilities;

    /// <summary>The extent as the grid of tiles takes it.</summary>
    public Triple Places => new(Extent.Depth, Extent.Height, Extent.Width);

    private static float[] Resized(float[] samples, Extent from, Extent to, int channels)
    {
        var resized = new float[checked(to.Count * channels)];
        var plane = new float[from.Count];
        for (var channel = 0; channel < channels; channel++)
        {
            for (var i = 0; i < plane.Length; i++) plane[i] = samples[(i * channels) + channel];
            var result = Resize.To(plane, from, to, new ResizeOptions());
            for (var i = 0; i < result.Length; i++) resized[(i * channels) + channel] = result[i];
        }

        return resized;
    }
}
