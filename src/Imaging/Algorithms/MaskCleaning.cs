namespace UNetSharp.Imaging;

/// <summary>Removes specks and fills holes of binary masks; each method returns a new mask.</summary>
public static class MaskCleaning
{
    /// <summary>Drops the components of fewer than <paramref name="minimumSize"/> samples.</summary>
    /// <exception cref="ArgumentException">The mask does not fill the extent.</exception>
    public static bool[] RemoveSmall(ReadOnlySpan<bool> mask, Extent extent, int minimumSize, Connectivity connectivity)
    {
        var components = ConnectedComponents.Label(mask, extent, connectivity);
        var sizes = components.Sizes();
        return Select(components.Labels, label => label != 0 && sizes[label] >= minimumSize);
    }

    /// <summary>Keeps the component with the most samples, the first in raster order among equals; an empty mask stays empty.</summary>
    /// <exception cref="ArgumentException">The mask does not fill the extent.</exception>
    public static bool[] KeepLargest(ReadOnlySpan<bool> mask, Extent extent, Connectivity connectivity)
    {
        var components = ConnectedComponents.Label(mask, extent, connectivity);
        var sizes = components.Sizes();
        var largest = 1;
        for (var label = 2; label < sizes.Length; label++)
        {
            if (sizes[label] > sizes[largest])
                largest = label;
        }
        return Select(components.Labels, label => label == largest);
    }

    /// <summary>Fills holes: the components of the background that do not touch the border of the image or volume.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="extent">Its extent; the first and last slice of a volume are border too.</param>
    /// <param name="background">How background joins. Faces, the default, is the partner of objects that join by corners; it equals scipy.ndimage.binary_fill_holes.</param>
    /// <exception cref="ArgumentException">The mask does not fill the extent.</exception>
    public static bool[] FillHoles(ReadOnlySpan<bool> mask, Extent extent, Connectivity background = Connectivity.Faces)
    {
        extent.RequireLength(mask.Length, "MaskCleaning: the mask");
        var outside = new bool[mask.Length];
        for (var i = 0; i < mask.Length; i++)
            outside[i] = !mask[i];
        var components = ConnectedComponents.Label(outside, extent, background);
        var open = TouchingBorder(components, extent);
        return Select(components.Labels, label => label == 0 || !open[label]);
    }

    private static bool[] TouchingBorder(Components components, Extent extent)
    {
        var touching = new bool[components.Count + 1];
        for (var z = 0; z < extent.Depth; z++)
        {
            for (var y = 0; y < extent.Height; y++)
            {
                var wholeRow = y == 0 || y == extent.Height - 1 || (!extent.IsPlanar && (z == 0 || z == extent.Depth - 1));
                var step = wholeRow ? 1 : Math.Max(1, extent.Width - 1);
                for (var x = 0; x < extent.Width; x += step)
                    touching[components.Labels[extent.IndexOf(z, y, x)]] = true;
            }
        }
        return touching;
    }

    private static bool[] Select(int[] labels, Predicate<int> keep) => Array.ConvertAll(labels, label => keep(label));
}
