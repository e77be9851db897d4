using UNetSharp.Imaging;

namespace UNetSharp.Segmentation.Metrics;

/// <summary>The smallest box that holds the set samples of two masks.</summary>
internal readonly record struct BoundingBox(int Z, int Y, int X, Extent Extent)
{
    /// <summary>The box of two masks; null if both are empty.</summary>
    public static BoundingBox? Around(ReadOnlySpan<bool> a, ReadOnlySpan<bool> b, Extent extent)
    {
        var (first, last) = ((Z: extent.Depth, Y: extent.Height, X: extent.Width), (Z: -1, Y: -1, X: -1));
        for (var z = 0; z < extent.Depth; z++)
        {
            for (var y = 0; y < extent.Height; y++)
            {
                var row = extent.IndexOf(z, y, 0);
                var (left, right) = Ends(a.Slice(row, extent.Width), b.Slice(row, extent.Width));
                if (right < 0)
                    continue;
                first = (Math.Min(first.Z, z), Math.Min(first.Y, y), Math.Min(first.X, left));
                last = (z, Math.Max(last.Y, y), Math.Max(last.X, right));
            }
        }
        if (last.Z < 0)
            return null;
        // The box of a volume stays a volume: as an image, a single slice would have no surface before and behind.
        if (first.Z == last.Z && !extent.IsPlanar)
            (first.Z, last.Z) = first.Z > 0 ? (first.Z - 1, last.Z) : (0, 1);
        return new BoundingBox(first.Z, first.Y, first.X, new Extent(last.Z - first.Z + 1, last.Y - first.Y + 1, last.X - first.X + 1));
    }

    /// <summary>The part of a mask inside the box.</summary>
    public bool[] Cut(ReadOnlySpan<bool> mask, Extent extent)
    {
        var cut = new bool[Extent.Count];
        for (var z = 0; z < Extent.Depth; z++)
        {
            for (var y = 0; y < Extent.Height; y++)
                mask.Slice(extent.IndexOf(Z + z, Y + y, X), Extent.Width).CopyTo(cut.AsSpan(Extent.IndexOf(z, y, 0)));
        }
        return cut;
    }

    private static (int First, int Last) Ends(ReadOnlySpan<bool> a, ReadOnlySpan<bool> b)
    {
        var (firstA, firstB) = (a.IndexOf(true), b.IndexOf(true));
        var first = firstA < 0 || (firstB >= 0 && firstB < firstA) ? firstB : firstA;
        return (first, Math.Max(a.LastIndexOf(true), b.LastIndexOf(true)));
    }
}
