namespace UNetSharp.Imaging;

/// <summary>Grows and shrinks binary masks; each method returns a new mask.</summary>
/// <remarks>
/// A radius counts steps from neighbour to neighbour, so the structuring element is the elementary one of the connectivity applied that
/// many times: with faces a diamond (octahedron), with corners a square (cube). It equals scipy.ndimage.binary_dilation and
/// binary_erosion with iterations = radius, but takes one pass over the samples for any radius: a wave that starts at the mask.
/// </remarks>
public static class Morphology
{
    /// <summary>Sets every sample within <paramref name="radius"/> steps of a set one.</summary>
    /// <exception cref="ArgumentException">The mask does not fill the extent, or the radius is negative.</exception>
    public static bool[] Dilate(ReadOnlySpan<bool> mask, Extent extent, int radius, Connectivity connectivity) => Grow(mask, extent, radius, connectivity, fromOutside: false);

    /// <summary>Keeps the samples further than <paramref name="radius"/> steps from every unset one.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="extent">Its extent.</param>
    /// <param name="radius">How many steps the mask withdraws.</param>
    /// <param name="connectivity">What one step is.</param>
    /// <param name="outside">What lies beyond the border: false (unset, as in SciPy), so that the mask withdraws from there too; or true.</param>
    /// <exception cref="ArgumentException">The mask does not fill the extent, or the radius is negative.</exception>
    public static bool[] Erode(ReadOnlySpan<bool> mask, Extent extent, int radius, Connectivity connectivity, bool outside = false) =>
        Not(Grow(Not(mask), extent, radius, connectivity, fromOutside: !outside));

    /// <summary>Erosion, then dilation: removes what is thinner than the element. The border counts as set, so nothing is lost for being cut by it.</summary>
    /// <exception cref="ArgumentException">The mask does not fill the extent, or the radius is negative.</exception>
    public static bool[] Open(ReadOnlySpan<bool> mask, Extent extent, int radius, Connectivity connectivity) =>
        Dilate(Erode(mask, extent, radius, connectivity, outside: true), extent, radius, connectivity);

    /// <summary>Dilation, then erosion: fills gaps narrower than the element. The border counts as set, so the result always covers the mask (SciPy's default eats it away there).</summary>
    /// <exception cref="ArgumentException">The mask does not fill the extent, or the radius is negative.</exception>
    public static bool[] Close(ReadOnlySpan<bool> mask, Extent extent, int radius, Connectivity connectivity) =>
        Erode(Dilate(mask, extent, radius, connectivity), extent, radius, connectivity, outside: true);

    private static bool[] Not(ReadOnlySpan<bool> mask)
    {
        var negated = new bool[mask.Length];
        for (var i = 0; i < mask.Length; i++)
            negated[i] = !mask[i];
        return negated;
    }

    private static bool[] Grow(ReadOnlySpan<bool> mask, Extent extent, int radius, Connectivity connectivity, bool fromOutside)
    {
        extent.RequireLength(mask.Length, "Morphology: the mask");
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        var grown = mask.ToArray();
        if (radius == 0)
            return grown;
        var neighbourhood = new Neighbourhood(extent, connectivity);
        Span<int> neighbours = stackalloc int[neighbourhood.Count];
        var (wave, next) = (new List<int>(), new List<int>());
        // The first ring is found by looking around every unset sample; the others start from the ring before.
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i])
                continue;
            var count = neighbourhood.Of(i, neighbours);
            if (fromOutside && count < neighbourhood.Count || AnySet(mask, neighbours[..count]))
                wave.Add(i);
        }
        foreach (var i in wave)
            grown[i] = true;
        for (var ring = 1; ring < radius && wave.Count > 0; ring++)
        {
            next.Clear();
            foreach (var i in wave)
            {
                foreach (var neighbour in neighbours[..neighbourhood.Of(i, neighbours)])
                {
                    if (grown[neighbour])
                        continue;
                    grown[neighbour] = true;
                    next.Add(neighbour);
                }
            }
            (wave, next) = (next, wave);
        }
        return grown;
    }

    private static bool AnySet(ReadOnlySpan<bool> mask, ReadOnlySpan<int> places)
    {
        foreach (var place in places)
        {
            if (mask[place])
                return true;
        }
        return false;
    }
}
