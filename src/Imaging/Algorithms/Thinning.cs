namespace UNetSharp.Imaging;

/// <summary>Thins the objects of a mask to lines one sample wide that keep their topology and their ends.</summary>
/// <remarks>
/// Sides take turns (above, left, below, right; in a volume also before and behind): of the samples that lie bare on that side, all that are
/// simple points and no ends of lines are removed, one after another in raster order, until nothing changes. Since each removal is of a
/// simple point, the count of objects and of holes is kept exactly, which the parallel algorithm of Zhang and Suen (Communications
/// of the ACM 27, 1984; skimage's skeletonize) does not promise: it erases a 2x2 square. Taking sides in turns keeps the lines near the middle.
/// </remarks>
public static class Thinning
{
    /// <summary>The thinned mask, a subset of the mask; objects join by corners.</summary>
    /// <exception cref="ArgumentException">The mask does not fill the extent.</exception>
    public static bool[] Thin(ReadOnlySpan<bool> mask, Extent extent)
    {
        extent.RequireLength(mask.Length, "Thinning: the mask");
        var thinned = mask.ToArray();
        var simple = new SimplePoints(extent, Connectivity.Corners);
        var left = new List<int>();
        for (var i = 0; i < thinned.Length; i++)
        {
            if (thinned[i])
                left.Add(i);
        }
        var bare = new List<int>();
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var axis in extent.IsPlanar ? (ReadOnlySpan<int>)[1, 2] : [0, 1, 2])
            {
                changed |= Peel(thinned, extent, axis, -1, left, bare, simple);
                changed |= Peel(thinned, extent, axis, +1, left, bare, simple);
            }
            left.RemoveAll(i => !thinned[i]);
        }
        return thinned;
    }

    // Which samples are bare is settled before any goes: otherwise a thick object would melt away from one side in a single turn.
    private static bool Peel(bool[] mask, Extent extent, int axis, int direction, List<int> left, List<int> bare, SimplePoints simple)
    {
        bare.Clear();
        var layout = new AxisLayout(extent, axis);
        foreach (var i in left)
        {
            var place = i / layout.Inner % layout.Length + direction;
            if (mask[i] && ((uint)place >= (uint)layout.Length || !mask[i + direction * layout.Inner]))
                bare.Add(i);
        }
        var changed = false;
        foreach (var i in bare)
        {
            if (simple.CountAround(mask, i) <= 1 || !simple.IsSimple(mask, i))
                continue;
            mask[i] = false;
            changed = true;
        }
        return changed;
    }
}
