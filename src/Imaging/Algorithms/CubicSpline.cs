namespace UNetSharp.Imaging;

/// <summary>Cubic B-splines: the coefficients of the spline through given samples, and the weights that evaluate it.</summary>
/// <remarks>
/// A spline with coefficients c has at sample k the value (c[k−1] + 4·c[k] + c[k+1]) / 6. Solving that for c is a recursive filter with the
/// single pole z = √3 − 2, forwards and then backwards:
/// <code>
/// c⁺[k] = 6·s[k] + z·c⁺[k−1]
/// c[k]  = z·(c[k+1] − c⁺[k])
/// </code>
/// Only the two start values depend on the border. M. Unser, Splines: a perfect fit for signal and image processing, IEEE Signal
/// Processing Magazine 16(6), 1999, box 2.
/// </remarks>
public static class CubicSpline
{
    private const double Gain = 6;
    private static readonly double Pole = Math.Sqrt(3) - 2;

    // |z|^32 is 5e-19: what lies further from an end than this does not reach it in double precision.
    private const int Horizon = 32;

    /// <summary>Replaces samples by the coefficients of the cubic spline through them (scipy.ndimage.spline_filter, order 3).</summary>
    /// <param name="samples">The samples; overwritten.</param>
    /// <param name="extent">Their extent; an axis of one sample is left alone.</param>
    /// <param name="border">
    /// How the samples go on. Reflect and Mirror are exact. Nearest and Constant are no symmetries that a filter could start from; as in
    /// SciPy, Nearest starts as Reflect does (exact once the samples were continued by a dozen copies) and Constant as Mirror.
    /// </param>
    /// <exception cref="ArgumentException">The samples do not fill the extent.</exception>
    public static void Prefilter(Span<float> samples, Extent extent, Border border)
    {
        extent.RequireLength(samples.Length, "CubicSpline: the image");
        for (var axis = 0; axis < 3; axis++)
            Prefilter(samples, new AxisLayout(extent, axis), border);
    }

    internal static void Prefilter(Span<float> samples, AxisLayout layout, Border border)
    {
        if (layout.Length == 1)
            return;
        var sums = new double[layout.Inner];
        for (var slab = 0; slab < samples.Length; slab += layout.Length * layout.Inner)
            PrefilterSlab(samples.Slice(slab, layout.Length * layout.Inner), layout, border is Border.Reflect or Border.Nearest, sums);
    }

    // All lines of a slab advance together, so the innermost loop runs over contiguous memory.
    private static void PrefilterSlab(Span<float> slab, AxisLayout layout, bool reflect, Span<double> sums)
    {
        var (_, length, inner) = layout;
        foreach (ref var sample in slab)
            sample *= (float)Gain;
        StartForwards(slab, layout, reflect, sums);
        var pole = (float)Pole;
        for (var i = inner; i < slab.Length; i++)
            slab[i] += pole * slab[i - inner];
        var end = (length - 1) * inner;
        for (var i = end; i < end + inner; i++)
        {
            // Reflect: c[n] = c[n−1] closes the recursion. Mirror: c[n] = c[n−2].
            slab[i] = reflect
                ? (float)(Pole / (Pole - 1) * slab[i])
                : (float)(Pole / (Pole * Pole - 1) * (slab[i] + Pole * slab[i - inner]));
        }
        for (var i = end - 1; i >= 0; i--)
            slab[i] = pole * (slab[i + inner] - slab[i]);
    }

    // c⁺[0] = Σ zᵏ·s[−k] over k = 0, 1, …: the continued line repeats, so the sum over one period, divided by 1 − z^period, is exact.
    // Reflect: period 2n, s[−k] = s[k−1]. Mirror: period 2n − 2, s[−k] = s[k].
    private static void StartForwards(Span<float> slab, AxisLayout layout, bool reflect, Span<double> sums)
    {
        var (_, length, inner) = layout;
        var period = reflect ? 2 * length : 2 * length - 2;
        var scale = 1 / (1 - Math.Pow(Pole, period));
        sums.Clear();
        for (var i = 0; i < length && i < Horizon; i++)
        {
            // Sample i is met on the way out, and again on the way back to the start of the period.
            var (outwards, back) = reflect ? (i + 1, period - i) : (i, period - i);
            var weight = Math.Pow(Pole, outwards);
            if (reflect || (i > 0 && i < length - 1))
                weight += Math.Pow(Pole, back);
            for (var line = 0; line < inner; line++)
                sums[line] += weight * scale * slab[i * inner + line];
        }
        for (var line = 0; line < inner; line++)
            slab[line] = reflect ? (float)(slab[line] + sums[line]) : (float)sums[line];
    }

    /// <summary>The weights of the coefficients at ⌊x⌋ − 1, ⌊x⌋, ⌊x⌋ + 1 and ⌊x⌋ + 2 in the value at x.</summary>
    /// <param name="t">x − ⌊x⌋, from 0 to 1.</param>
    /// <param name="weights">Receives four weights that sum to 1.</param>
    internal static void Weights(double t, Span<float> weights)
    {
        var u = 1 - t;
        weights[0] = (float)(u * u * u / 6);
        weights[1] = (float)((4 + t * t * (3 * t - 6)) / 6);
        weights[2] = (float)((4 + u * u * (3 * u - 6)) / 6);
        weights[3] = (float)(t * t * t / 6);
    }
}
