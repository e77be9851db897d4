using System.Numerics;

namespace UNetSharp.Imaging;

/// <summary>Resamples all lines along one axis to another length.</summary>
/// <remarks>What each output sample reads is worked out once and holds for every line.</remarks>
internal sealed class AxisResampling
{
    // SciPy's margin: the pole of the cubic spline to this power is 1e-7, float32's own precision.
    private const int CubicMargin = 12;

    private readonly int target;
    private readonly int margin;
    private readonly Interpolation interpolation;
    private readonly Border border;
    private readonly int taps;
    private readonly int[] places;
    private readonly float[] weights;

    public AxisResampling(int length, int target, Interpolation interpolation, GridAlignment alignment)
    {
        (this.target, this.interpolation) = (target, interpolation);
        border = alignment == GridAlignment.Edges ? Border.Nearest : Border.Mirror;
        // Edge-aligned readings reach half a sample beyond the last centre, where copies of the last sample stand. The spline through
        // endless copies has no closed start; a margin of copies is as good.
        margin = interpolation == Interpolation.Cubic && border == Border.Nearest && length > 1 ? CubicMargin : 0;
        places = new int[target * InterpolationTaps.Most];
        weights = new float[target * InterpolationTaps.Most];
        for (var i = 0; i < target; i++)
        {
            var at = i * InterpolationTaps.Most;
            taps = InterpolationTaps.Write(interpolation, Coordinate(i, length, target, alignment) + margin, weights.AsSpan(at), out var first);
            for (var tap = 0; tap < taps; tap++)
                places[at + tap] = border.Inside(first + tap, length + 2 * margin);
        }
    }

    private static double Coordinate(int i, int length, int target, GridAlignment alignment) => alignment switch
    {
        GridAlignment.Edges => (i + 0.5) * length / target - 0.5,
        GridAlignment.Corners => target == 1 ? 0 : (double)i * (length - 1) / (target - 1),
        _ => throw new ArgumentOutOfRangeException(nameof(alignment), alignment, "An alignment is Edges or Corners."),
    };

    /// <summary>The resampled lines; <paramref name="samples"/> may be overwritten.</summary>
    public float[] Apply(float[] samples, AxisLayout layout)
    {
        if (margin > 0)
            (samples, layout) = Continue(samples, layout, margin);
        if (interpolation == Interpolation.Cubic)
            CubicSpline.Prefilter(samples, layout, border);
        var (outer, length, inner) = layout;
        var resampled = new float[outer * target * inner];
        for (var slab = 0; slab < outer; slab++)
        {
            var source = samples.AsSpan(slab * length * inner, length * inner);
            var result = resampled.AsSpan(slab * target * inner, target * inner);
            if (inner == 1)
                ResampleRow(source, result);
            else
                ResampleSlab(source, inner, result);
        }
        return resampled;
    }

    private void ResampleRow(ReadOnlySpan<float> row, Span<float> result)
    {
        for (var i = 0; i < result.Length; i++)
        {
            var at = i * InterpolationTaps.Most;
            var sum = 0f;
            for (var tap = at; tap < at + taps; tap++)
                sum += weights[tap] * row[places[tap]];
            result[i] = sum;
        }
    }

    private void ResampleSlab(ReadOnlySpan<float> slab, int inner, Span<float> result)
    {
        for (var i = 0; i < target; i++)
        {
            var at = i * InterpolationTaps.Most;
            for (var tap = at; tap < at + taps; tap++)
                Add(slab.Slice(places[tap] * inner, inner), weights[tap], result.Slice(i * inner, inner));
        }
    }

    // sum += weight·a
    private static void Add(ReadOnlySpan<float> a, float weight, Span<float> sum)
    {
        var lanes = Vector<float>.Count;
        var i = 0;
        for (; i <= sum.Length - lanes; i += lanes)
            (new Vector<float>(sum[i..]) + weight * new Vector<float>(a[i..])).CopyTo(sum[i..]);
        for (; i < sum.Length; i++)
            sum[i] += weight * a[i];
    }

    private static (float[] Samples, AxisLayout Layout) Continue(float[] samples, AxisLayout layout, int margin)
    {
        var (outer, length, inner) = layout;
        var wide = length + 2 * margin;
        var continued = new float[outer * wide * inner];
        for (var slab = 0; slab < outer; slab++)
        {
            for (var i = 0; i < wide; i++)
            {
                var inside = Math.Clamp(i - margin, 0, length - 1);
                samples.AsSpan((slab * length + inside) * inner, inner).CopyTo(continued.AsSpan((slab * wide + i) * inner));
            }
        }
        return (continued, new AxisLayout(outer, wide, inner));
    }
}
