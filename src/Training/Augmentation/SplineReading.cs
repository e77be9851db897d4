using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>Reads an image at places between its pixels by the cubic spline through them; the image is given by the spline's coefficients (<see cref="CubicSpline.Prefilter(Span{float}, Extent, Border)"/>, mirrored).</summary>
internal static class SplineReading
{
    private const int Taps = 4;

    /// <summary>Reads a row; beyond the border the image is mirrored.</summary>
    /// <param name="coefficients">The spline's coefficients [D, H, W, C].</param>
    /// <param name="extent">The image's extent.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="zs">Depths; not looked at where the image is planar.</param>
    /// <param name="ys">Heights.</param>
    /// <param name="xs">Widths.</param>
    /// <param name="row">Receives the values [W, C].</param>
    public static void Row(ReadOnlySpan<float> coefficients, Extent extent, int channels, ReadOnlySpan<float> zs, ReadOnlySpan<float> ys, ReadOnlySpan<float> xs, Span<float> row)
    {
        Span<int> slices = stackalloc int[Taps];
        Span<int> lines = stackalloc int[Taps];
        Span<int> columns = stackalloc int[Taps];
        Span<float> overDepth = stackalloc float[Taps];
        Span<float> overHeight = stackalloc float[Taps];
        Span<float> overWidth = stackalloc float[Taps];
        // One slice is one tap of weight 1.
        (slices[0], overDepth[0]) = (0, 1);
        var depths = extent.IsPlanar ? 1 : Taps;
        for (var i = 0; i < row.Length / channels; i++)
        {
            if (!extent.IsPlanar) Place(zs[i], extent.Depth, slices, overDepth);
            Place(ys[i], extent.Height, lines, overHeight);
            Place(xs[i], extent.Width, columns, overWidth);
            for (var channel = 0; channel < channels; channel++)
            {
                var value = 0f;
                for (var k = 0; k < depths; k++)
                {
                    for (var j = 0; j < Taps; j++)
                    {
                        var line = extent.IndexOf(slices[k], lines[j], 0);
                        var sum = (overWidth[0] * coefficients[((line + columns[0]) * channels) + channel]) + (overWidth[1] * coefficients[((line + columns[1]) * channels) + channel])
                            + (overWidth[2] * coefficients[((line + columns[2]) * channels) + channel]) + (overWidth[3] * coefficients[((line + columns[3]) * channels) + channel]);
                        value += overDepth[k] * overHeight[j] * sum;
                    }
                }

                row[(i * channels) + channel] = value;
            }
        }
    }

    // The cubic B-spline at the four knots around a place.
    private static void Place(float coordinate, int length, Span<int> places, Span<float> weights)
    {
        var floor = MathF.Floor(coordinate);
        float t = coordinate - floor, u = 1 - t;
        weights[0] = u * u * u / 6;
        weights[1] = (4 + (t * t * ((3 * t) - 6))) / 6;
        weights[2] = (4 + (u * u * ((3 * u) - 6))) / 6;
        weights[3] = t * t * t / 6;
        for (var tap = 0; tap < Taps; tap++) places[tap] = MirrorIndex.Of((int)floor - 1 + tap, length);
    }
}
