using System.Numerics;

namespace UNetSharp.Imaging;

/// <summary>Smooths an image or a volume with a Gaussian, one axis after the other.</summary>
/// <remarks>
/// The weights are exp(−x²/(2σ²)) at whole steps, cut at ⌊truncate·σ + ½⌋ and normalised to sum 1; they equal those of
/// scipy.ndimage.gaussian_filter. Arithmetic is float32 (SciPy's sums are float64): differences stay near 1e-6 of the largest sample.
/// </remarks>
public static class GaussianFilter
{
    /// <summary>The smoothed samples.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="extent">Their extent.</param>
    /// <param name="sigma">Standard deviations in samples; 0 leaves an axis alone, and so does an axis of one sample (the depth of an image).</param>
    /// <param name="border">How the samples go on beyond the border.</param>
    /// <param name="truncate">Where the weights are cut, in standard deviations.</param>
    /// <exception cref="ArgumentException">The samples do not fill the extent, or a sigma is negative.</exception>
    public static float[] Smooth(ReadOnlySpan<float> samples, Extent extent, PerAxis sigma, Border border = Border.Reflect, double truncate = 4)
    {
        extent.RequireLength(samples.Length, "GaussianFilter: the image");
        var (source, target) = (samples.ToArray(), new float[samples.Length]);
        for (var axis = 0; axis < 3; axis++)
        {
            if (!(sigma[axis] >= 0))
                throw new ArgumentException($"GaussianFilter: sigma {sigma[axis]} of axis {axis} is not a standard deviation; use 0 to leave an axis alone.", nameof(sigma));
            if (sigma[axis] == 0 || extent[axis] == 1)
                continue;
            Correlate(source, new AxisLayout(extent, axis), Weights(sigma[axis], truncate), border, target);
            (source, target) = (target, source);
        }
        return source;
    }

    /// <summary>The weights at steps 0, 1, 2, … from the centre; the other half is the mirror image.</summary>
    internal static float[] Weights(double sigma, double truncate)
    {
        var weights = new double[(int)(truncate * sigma + 0.5) + 1];
        var sum = 0.0;
        for (var step = 0; step < weights.Length; step++)
        {
            weights[step] = Math.Exp(-0.5 * step * step / (sigma * sigma));
            sum += step == 0 ? weights[step] : 2 * weights[step];
        }
        return Array.ConvertAll(weights, weight => (float)(weight / sum));
    }

    private static void Correlate(ReadOnlySpan<float> source, AxisLayout layout, ReadOnlySpan<float> weights, Border border, Span<float> target)
    {
        if (layout.Inner == 1)
            CorrelateRows(source, layout.Length, weights, border, target);
        else
            CorrelateSlabs(source, layout, weights, border, target);
    }

    // Along rows: the row is continued at both ends, then summed at each offset.
    private static void CorrelateRows(ReadOnlySpan<float> source, int width, ReadOnlySpan<float> weights, Border border, Span<float> target)
    {
        var reach = weights.Length - 1;
        var continued = new float[width + 2 * reach];
        for (var row = 0; row < source.Length; row += width)
        {
            for (var x = 0; x < continued.Length; x++)
            {
                var inside = border.Inside(x - reach, width);
                continued[x] = inside < 0 ? 0 : source[row + inside];
            }
            var sum = target.Slice(row, width);
            Scale(continued.AsSpan(reach, width), weights[0], sum);
            for (var step = 1; step <= reach; step++)
                AddPair(continued.AsSpan(reach - step, width), continued.AsSpan(reach + step, width), weights[step], sum);
        }
    }

    // Across rows or slices: whole rows or slices are added, so the inner loop runs over contiguous memory for every axis.
    private static void CorrelateSlabs(ReadOnlySpan<float> source, AxisLayout layout, ReadOnlySpan<float> weights, Border border, Span<float> target)
    {
        var inner = layout.Inner;
        var nothing = new float[inner];
        for (var slab = 0; slab < source.Length; slab += layout.Length * inner)
        {
            for (var i = 0; i < layout.Length; i++)
            {
                var sum = target.Slice(slab + i * inner, inner);
                Scale(source.Slice(slab + i * inner, inner), weights[0], sum);
                for (var step = 1; step < weights.Length; step++)
                {
                    var before = border.Inside(i - step, layout.Length);
                    var after = border.Inside(i + step, layout.Length);
                    AddPair(
                        before < 0 ? nothing : source.Slice(slab + before * inner, inner),
                        after < 0 ? nothing : source.Slice(slab + after * inner, inner),
                        weights[step], sum);
                }
            }
        }
    }

    // sum = weight·a
    private static void Scale(ReadOnlySpan<float> a, float weight, Span<float> sum)
    {
        for (var i = 0; i < sum.Length; i++)
            sum[i] = weight * a[i];
    }

    // sum += weight·(a + b), a vector of neighbours at a time; the remainder runs the same operations one by one.
    private static void AddPair(ReadOnlySpan<float> a, ReadOnlySpan<float> b, float weight, Span<float> sum)
    {
        var lanes = Vector<float>.Count;
        var i = 0;
        for (; i <= sum.Length - lanes; i += lanes)
        {
            var pair = new Vector<float>(a[i..]) + new Vector<float>(b[i..]);
            (new Vector<float>(sum[i..]) + weight * pair).CopyTo(sum[i..]);
        }
        for (; i < sum.Length; i++)
            sum[i] += weight * (a[i] + b[i]);
    }
}
