namespace UNetSharp.Imaging;

/// <summary>Splits a mask or a map of values into connected components.</summary>
/// <remarks>
/// Two passes over the samples with union-find (Rosenfeld and Pfaltz, Sequential operations in digital picture processing, J. ACM 13, 1966):
/// the first joins each sample with the neighbours before it, the second writes final numbers. Labels come in raster order of each
/// component's first sample, as in scipy.ndimage.label and skimage.measure.label.
/// </remarks>
public static class ConnectedComponents
{
    /// <summary>The components of the samples that are set.</summary>
    /// <exception cref="ArgumentException">The mask does not fill the extent.</exception>
    public static Components Label(ReadOnlySpan<bool> mask, Extent extent, Connectivity connectivity) => LabelEqual(mask, extent, connectivity);

    /// <summary>The components of equal values: neighbours join only where their values agree; 0 is background.</summary>
    /// <exception cref="ArgumentException">The values do not fill the extent.</exception>
    public static Components LabelByValue(ReadOnlySpan<int> values, Extent extent, Connectivity connectivity) => LabelEqual(values, extent, connectivity);

    private static Components LabelEqual<T>(ReadOnlySpan<T> values, Extent extent, Connectivity connectivity) where T : struct, IEquatable<T>
    {
        extent.RequireLength(values.Length, "ConnectedComponents: the mask");
        var labels = new int[extent.Count];
        var sets = new DisjointSets();
        var steps = new Neighbourhood(extent, connectivity).Steps;
        // Of the neighbours, those before a sample in raster order are done when the scan reaches it.
        var before = steps[..(steps.Length / 2)];
        Span<(int Stride, int X)> reachable = stackalloc (int, int)[before.Length];
        for (var z = 0; z < extent.Depth; z++)
        {
            for (var y = 0; y < extent.Height; y++)
            {
                var count = 0;
                foreach (var step in before)
                {
                    if (z + step.Z >= 0 && (uint)(y + step.Y) < (uint)extent.Height)
                        reachable[count++] = (extent.IndexOf(step.Z, step.Y, step.X), step.X);
                }
                ScanRow(values, labels, extent.IndexOf(z, y, 0), extent.Width, reachable[..count], sets);
            }
        }
        var numbers = sets.Number(out var components);
        foreach (ref var label in labels.AsSpan())
            label = numbers[label];
        return new Components(labels, components);
    }

    private static void ScanRow<T>(ReadOnlySpan<T> values, Span<int> labels, int start, int width, ReadOnlySpan<(int Stride, int X)> before, DisjointSets sets)
        where T : struct, IEquatable<T>
    {
        for (var x = 0; x < width; x++)
        {
            var i = start + x;
            if (values[i].Equals(default))
                continue;
            var label = 0;
            foreach (var (stride, dx) in before)
            {
                if ((uint)(x + dx) >= (uint)width || !values[i + stride].Equals(values[i]))
                    continue;
                var other = labels[i + stride];
                label = label == 0 || label == other ? other : sets.Union(label, other);
            }
            labels[i] = label != 0 ? label : sets.Add();
        }
    }
}
