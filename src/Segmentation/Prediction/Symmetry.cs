using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>A symmetry of the grid: axes flipped, then height and width exchanged or not. Only indices change; samples are copied as they are.</summary>
/// <param name="FlipD">Whether planes run backwards.</param>
/// <param name="FlipH">Whether rows run backwards.</param>
/// <param name="FlipW">Whether columns run backwards.</param>
/// <param name="Exchange">Whether height and width are exchanged.</param>
internal readonly record struct Symmetry(bool FlipD, bool FlipH, bool FlipW, bool Exchange)
{
    /// <summary>The eight symmetries of a square, the identity first.</summary>
    public static IReadOnlyList<Symmetry> OfPictures { get; } = [.. Enumerable.Range(0, 8).Select(bits => new Symmetry(false, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0))];

    /// <summary>The eight subsets of flipped axes of a volume, the identity first.</summary>
    public static IReadOnlyList<Symmetry> OfVolumes { get; } = [.. Enumerable.Range(0, 8).Select(bits => new Symmetry((bits & 4) != 0, (bits & 1) != 0, (bits & 2) != 0, false))];

    /// <summary>The extents after it.</summary>
    public Triple Of(Triple extent) => Exchange ? new(extent.D, extent.W, extent.H) : extent;

    /// <summary>Writes the transformed samples.</summary>
    /// <param name="source">[D, H, W, C].</param>
    /// <param name="extent">D, H, W.</param>
    /// <param name="target">Receives [D, H', W', C] of extents <see cref="Of"/>.</param>
    public void Apply(ReadOnlySpan<float> source, Triple extent, Span<float> target)
    {
        var channels = source.Length / extent.Product;
        var at = 0;
        foreach (var pixel in Pixels(extent))
        {
            source.Slice(pixel * channels, channels).CopyTo(target.Slice(at, channels));
            at += channels;
        }
    }

    /// <summary>Takes transformed samples back and adds them, times a weight.</summary>
    /// <param name="source">[D, H', W', C] of extents <see cref="Of"/>.</param>
    /// <param name="extent">D, H, W of the target.</param>
    /// <param name="weight">The factor.</param>
    /// <param name="target">[D, H, W, C].</param>
    public void AddBack(ReadOnlySpan<float> source, Triple extent, float weight, Span<float> target)
    {
        var channels = source.Length / extent.Product;
        var at = 0;
        foreach (var pixel in Pixels(extent))
        {
            for (var channel = 0; channel < channels; channel++) target[(pixel * channels) + channel] += weight * source[at++];
        }
    }

    // The pixels of the original in the order of the transformed.
    private IEnumerable<int> Pixels(Triple extent)
    {
        var turned = Of(extent);
        for (var d = 0; d < turned.D; d++)
        {
            for (var h = 0; h < turned.H; h++)
            {
                for (var w = 0; w < turned.W; w++)
                {
                    var (row, column) = Exchange ? (w, h) : (h, w);
                    var (z, y, x) = (FlipD ? extent.D - 1 - d : d, FlipH ? extent.H - 1 - row : row, FlipW ? extent.W - 1 - column : column);
                    yield return (((z * extent.H) + y) * extent.W) + x;
                }
            }
        }
    }
}
