using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>Reads a map at places between its pixels as the value of the nearest pixel: nothing is invented.</summary>
internal static class NearestReading
{
    /// <summary>Reads a row; beyond the border the map is mirrored.</summary>
    /// <param name="map">The map [D, H, W].</param>
    /// <param name="extent">Its extent.</param>
    /// <param name="zs">Depths; not looked at where the map is planar.</param>
    /// <param name="ys">Heights.</param>
    /// <param name="xs">Widths.</param>
    /// <param name="row">Receives the values.</param>
    public static void Row<T>(ReadOnlySpan<T> map, Extent extent, ReadOnlySpan<float> zs, ReadOnlySpan<float> ys, ReadOnlySpan<float> xs, Span<T> row)
    {
        var slice = 0;
        for (var i = 0; i < row.Length; i++)
        {
            if (!extent.IsPlanar) slice = MirrorIndex.Of(Nearest(zs[i]), extent.Depth) * extent.Height;
            var y = MirrorIndex.Of(Nearest(ys[i]), extent.Height);
            row[i] = map[((slice + y) * extent.Width) + MirrorIndex.Of(Nearest(xs[i]), extent.Width)];
        }
    }

    // Halfway, the one to the right.
    private static int Nearest(float coordinate) => (int)MathF.Floor(coordinate + 0.5f);
}
