using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>Reads an image at places between its pixels, linear along each axis. At a pixel's centre the value is exactly the pixel's.</summary>
internal static class LinearReading
{
    /// <summary>Reads a row; beyond the border the image is mirrored.</summary>
    /// <param name="image">The image [D, H, W, C].</param>
    /// <param name="extent">Its extent.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="zs">Depths; not looked at where the image is planar.</param>
    /// <param name="ys">Heights.</param>
    /// <param name="xs">Widths.</param>
    /// <param name="row">Receives the values [W, C].</param>
    public static void Row(ReadOnlySpan<float> image, Extent extent, int channels, ReadOnlySpan<float> zs, ReadOnlySpan<float> ys, ReadOnlySpan<float> xs, Span<float> row)
    {
        if (!extent.IsPlanar) VolumeRow(image, extent, channels, zs, ys, xs, row);
        else if (channels == 1) GreyRow(image, extent, ys, xs, row);
        else PlanarRow(image, extent, channels, ys, xs, row);
    }

    private static void GreyRow(ReadOnlySpan<float> image, Extent extent, ReadOnlySpan<float> ys, ReadOnlySpan<float> xs, Span<float> row)
    {
        var (height, width) = (extent.Height, extent.Width);
        ys = ys[..row.Length];
        xs = xs[..row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            float floorY = MathF.Floor(ys[i]), floorX = MathF.Floor(xs[i]);
            float ty = ys[i] - floorY, tx = xs[i] - floorX;
            int y0 = (int)floorY, x0 = (int)floorX, y1 = y0 + 1, x1 = x0 + 1;
            if ((uint)y0 >= (uint)(height - 1) || (uint)x0 >= (uint)(width - 1))
                (y0, x0, y1, x1) = (MirrorIndex.Of(y0, height), MirrorIndex.Of(x0, width), MirrorIndex.Of(y1, height), MirrorIndex.Of(x1, width));
            var (above, below) = (y0 * width, y1 * width);
            row[i] = Mix(Mix(image[above + x0], image[above + x1], tx), Mix(image[below + x0], image[below + x1], tx), ty);
        }
    }

    private static void PlanarRow(ReadOnlySpan<float> image, Extent extent, int channels, ReadOnlySpan<float> ys, ReadOnlySpan<float> xs, Span<float> row)
    {
        for (int i = 0, target = 0; target < row.Length; i++)
        {
            var (y0, y1, ty) = Neighbours(ys[i], extent.Height);
            var (x0, x1, tx) = Neighbours(xs[i], extent.Width);
            int above = y0 * extent.Width, below = y1 * extent.Width;
            int a = (above + x0) * channels, b = (above + x1) * channels, c = (below + x0) * channels, d = (below + x1) * channels;
            for (var channel = 0; channel < channels; channel++, target++)
                row[target] = Mix(Mix(image[a + channel], image[b + channel], tx), Mix(image[c + channel], image[d + channel], tx), ty);
        }
    }

    private static void VolumeRow(ReadOnlySpan<float> image, Extent extent, int channels, ReadOnlySpan<float> zs, ReadOnlySpan<float> ys, ReadOnlySpan<float> xs, Span<float> row)
    {
        for (int i = 0, target = 0; target < row.Length; i++)
        {
            var (z0, z1, tz) = Neighbours(zs[i], extent.Depth);
            var (y0, y1, ty) = Neighbours(ys[i], extent.Height);
            var (x0, x1, tx) = Neighbours(xs[i], extent.Width);
            int a = extent.IndexOf(z0, y0, 0) * channels, b = extent.IndexOf(z0, y1, 0) * channels, c = extent.IndexOf(z1, y0, 0) * channels, d = extent.IndexOf(z1, y1, 0) * channels;
            for (var channel = 0; channel < channels; channel++, target++)
            {
                int left = (x0 * channels) + channel, right = (x1 * channels) + channel;
                var front = Mix(Mix(image[a + left], image[a + right], tx), Mix(image[b + left], image[b + right], tx), ty);
                var back = Mix(Mix(image[c + left], image[c + right], tx), Mix(image[d + left], image[d + right], tx), ty);
                row[target] = Mix(front, back, tz);
            }
        }
    }

    private static (int First, int Second, float Share) Neighbours(float coordinate, int length)
    {
        var floor = MathF.Floor(coordinate);
        return (MirrorIndex.Of((int)floor, length), MirrorIndex.Of((int)floor + 1, length), coordinate - floor);
    }

    private static float Mix(float a, float b, float share) => a + (share * (b - a));
}
