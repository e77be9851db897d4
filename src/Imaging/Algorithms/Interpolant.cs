namespace UNetSharp.Imaging;

/// <summary>An image or a volume as a function of continuous coordinates: what warps and other irregular resamplings read.</summary>
/// <remarks>
/// Coordinates count samples: (0, 0) is the centre of the first, (Height − 1, Width − 1) the centre of the last. Agrees with
/// scipy.ndimage.map_coordinates of orders 0, 1 and 3 with prefilter. Building it costs one pass (for Cubic the prefilter of
/// <see cref="CubicSpline"/>); reading is safe from many threads.
/// </remarks>
public sealed class Interpolant
{
    // SciPy's margin: the pole of the cubic spline to this power is 1e-7, float32's own precision.
    private const int Margin = 12;

    private readonly float[] values;
    private readonly Extent extent;
    private readonly Interpolation interpolation;
    private readonly Border border;
    private readonly Border tapBorder;
    private readonly float constant;
    private readonly (int Z, int Y, int X) margin;

    /// <summary>Makes an image readable between its samples.</summary>
    /// <param name="samples">The samples; copied.</param>
    /// <param name="extent">Their extent.</param>
    /// <param name="interpolation">How values between samples are found.</param>
    /// <param name="border">How the image goes on beyond its border. With Constant nothing is blended: beyond the centres of the outermost samples the constant begins at once.</param>
    /// <param name="constant">The value outside, for <see cref="Border.Constant"/>.</param>
    /// <exception cref="ArgumentException">The samples do not fill the extent.</exception>
    public Interpolant(ReadOnlySpan<float> samples, Extent extent, Interpolation interpolation, Border border, float constant = 0)
    {
        extent.RequireLength(samples.Length, "Interpolant: the image");
        (this.interpolation, this.border, this.constant) = (interpolation, border, constant);
        // A reading near the border needs taps beyond it. Inside the constant these come from the mirror image, as in SciPy.
        tapBorder = border == Border.Constant ? Border.Mirror : border;
        if (interpolation == Interpolation.Cubic && border == Border.Nearest)
        {
            // The spline through endless copies of the last sample has no closed start; a margin of copies is as good.
            margin = (MarginOf(extent.Depth), MarginOf(extent.Height), MarginOf(extent.Width));
            values = Continue(samples, extent, margin);
            extent = new Extent(extent.Depth + 2 * margin.Z, extent.Height + 2 * margin.Y, extent.Width + 2 * margin.X);
        }
        else
        {
            values = samples.ToArray();
        }
        this.extent = extent;
        if (interpolation == Interpolation.Cubic)
            CubicSpline.Prefilter(values, extent, border);
    }

    /// <summary>The value at row <paramref name="y"/> and column <paramref name="x"/> of an image (of a volume: in its first slice).</summary>
    public float At(double y, double x) => At(0, y, x);

    /// <summary>The value at slice <paramref name="z"/>, row <paramref name="y"/> and column <paramref name="x"/> of a volume.</summary>
    public float At(double z, double y, double x)
    {
        z = border.Inside(z + margin.Z, extent.Depth);
        y = border.Inside(y + margin.Y, extent.Height);
        x = border.Inside(x + margin.X, extent.Width);
        if (double.IsNaN(z) || double.IsNaN(y) || double.IsNaN(x))
            return constant;
        Span<float> weights = stackalloc float[12];
        Span<int> places = stackalloc int[12];
        var depths = Taps(z, extent.Depth, weights[..4], places[..4]);
        var rows = Taps(y, extent.Height, weights[4..8], places[4..8]);
        var columns = Taps(x, extent.Width, weights[8..], places[8..]);
        var value = 0f;
        for (var k = 0; k < depths; k++)
        {
            for (var j = 0; j < rows; j++)
            {
                var row = extent.IndexOf(places[k], places[4 + j], 0);
                var sum = 0f;
                for (var i = 0; i < columns; i++)
                    sum += weights[8 + i] * values[row + places[8 + i]];
                value += weights[k] * weights[4 + j] * sum;
            }
        }
        return value;
    }

    /// <summary>The index of the sample nearest to a place, for maps of labels; −1 where <see cref="Border.Constant"/> rules.</summary>
    /// <remarks>Equals order 0 of scipy.ndimage.map_coordinates: halfway between samples the one to the right is taken.</remarks>
    public static int NearestSample(Extent extent, Border border, double z, double y, double x)
    {
        (z, y, x) = (border.Inside(z, extent.Depth), border.Inside(y, extent.Height), border.Inside(x, extent.Width));
        if (double.IsNaN(z) || double.IsNaN(y) || double.IsNaN(x))
            return -1;
        return extent.IndexOf(
            border.Inside((int)Math.Floor(z + 0.5), extent.Depth),
            border.Inside((int)Math.Floor(y + 0.5), extent.Height),
            border.Inside((int)Math.Floor(x + 0.5), extent.Width));
    }

    private int Taps(double coordinate, int length, Span<float> weights, Span<int> places)
    {
        if (length == 1)
        {
            (weights[0], places[0]) = (1, 0);
            return 1;
        }
        var count = InterpolationTaps.Write(interpolation, coordinate, weights, out var first);
        for (var i = 0; i < count; i++)
            places[i] = tapBorder.Inside(first + i, length);
        return count;
    }

    private static int MarginOf(int length) => length == 1 ? 0 : Margin;

    private static float[] Continue(ReadOnlySpan<float> samples, Extent extent, (int Z, int Y, int X) margin)
    {
        var wide = new Extent(extent.Depth + 2 * margin.Z, extent.Height + 2 * margin.Y, extent.Width + 2 * margin.X);
        var continued = new float[wide.Count];
        var i = 0;
        for (var z = 0; z < wide.Depth; z++)
        {
            for (var y = 0; y < wide.Height; y++)
            {
                var row = extent.IndexOf(Border.Nearest.Inside(z - margin.Z, extent.Depth), Border.Nearest.Inside(y - margin.Y, extent.Height), 0);
                for (var x = 0; x < wide.Width; x++)
                    continued[i++] = samples[row + Border.Nearest.Inside(x - margin.X, extent.Width)];
            }
        }
        return continued;
    }
}
