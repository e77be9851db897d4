namespace UNetSharp.Imaging;

/// <summary>Resamples an image or a volume to another count of samples.</summary>
/// <remarks>
/// One axis after the other. Nothing is smoothed before shrinking; use <see cref="GaussianFilter"/> for that. With
/// <see cref="GridAlignment.Edges"/>: Linear equals PyTorch's interpolate(mode "bilinear" or "trilinear", align_corners=False), Nearest its
/// "nearest-exact", Cubic skimage.transform.resize(order 3, mode "edge", anti_aliasing False). With <see cref="GridAlignment.Corners"/>:
/// Linear equals align_corners=True, and all three scipy.ndimage.zoom.
/// </remarks>
public static class Resize
{
    /// <summary>The resized samples.</summary>
    /// <exception cref="ArgumentException">The samples do not fill the extent.</exception>
    public static float[] To(ReadOnlySpan<float> samples, Extent extent, Extent target, ResizeOptions options)
    {
        extent.RequireLength(samples.Length, "Resize: the image");
        var resized = samples.ToArray();
        for (var axis = 0; axis < 3; axis++)
        {
            if (extent[axis] == target[axis])
                continue;
            var interpolation = axis == 0 ? options.AcrossSlices ?? options.Interpolation : options.Interpolation;
            var resampling = new AxisResampling(extent[axis], target[axis], interpolation, options.Alignment);
            resized = resampling.Apply(resized, new AxisLayout(extent, axis));
            extent = extent.With(axis, target[axis]);
        }
        if (options.Clip)
            Clip(resized, samples);
        return resized;
    }

    /// <summary>The nearest sample for each place of the target, with edges aligned: for labels and masks.</summary>
    /// <exception cref="ArgumentException">The labels do not fill the extent.</exception>
    public static T[] Nearest<T>(ReadOnlySpan<T> labels, Extent extent, Extent target)
    {
        extent.RequireLength(labels.Length, "Resize: the map of labels");
        var columns = new int[target.Width];
        for (var x = 0; x < columns.Length; x++)
            columns[x] = NearestOf(x, extent.Width, target.Width);
        var resized = new T[target.Count];
        var i = 0;
        for (var z = 0; z < target.Depth; z++)
        {
            for (var y = 0; y < target.Height; y++)
            {
                var row = labels.Slice(extent.IndexOf(NearestOf(z, extent.Depth, target.Depth), NearestOf(y, extent.Height, target.Height), 0), extent.Width);
                foreach (var column in columns)
                    resized[i++] = row[column];
            }
        }
        return resized;
    }

    /// <summary>The extent after scaling by factors: each side round(n·factor), halves to the even number as in Python, at least 1.</summary>
    /// <exception cref="ArgumentException">A factor is not positive.</exception>
    public static Extent Scaled(Extent extent, PerAxis factors)
    {
        factors.RequirePositive("Resize: the factor");
        return new Extent(Side(extent.Depth, factors.Depth), Side(extent.Height, factors.Height), Side(extent.Width, factors.Width));

        static int Side(int length, double factor) => Math.Max(1, checked((int)Math.Round(length * factor, MidpointRounding.ToEven)));
    }

    // (i + ½)·n/m − ½, rounded, is ⌊(2i + 1)·n / 2m⌋: exact in whole numbers.
    private static int NearestOf(int i, int length, int target) => (int)((2L * i + 1) * length / (2L * target));

    private static void Clip(Span<float> resized, ReadOnlySpan<float> samples)
    {
        var (least, greatest) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var sample in samples)
        {
            least = Math.Min(least, sample);
            greatest = Math.Max(greatest, sample);
        }
        foreach (ref var sample in resized)
            sample = Math.Clamp(sample, least, greatest);
    }
}
