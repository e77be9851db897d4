namespace UNetSharp.Imaging;

/// <summary>Exact Euclidean distances from the samples of a mask to its background.</summary>
/// <remarks>
/// Distances along rows first, then the lower envelope of parabolas along columns and slices (<see cref="LowerEnvelope"/>): linear time,
/// any spacing. Equals scipy.ndimage.distance_transform_edt, except that a mask without any background has infinite distances here.
/// For distances of the background to the objects, negate the mask.
/// </remarks>
public static class DistanceTransform
{
    // Columns travel in blocks, so that a cache line fetched for one is used for all of them.
    private const int Block = 16;

    /// <summary>The distance of every set sample to the nearest unset one; 0 where the mask is unset.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="extent">Its extent.</param>
    /// <param name="spacing">Distances between neighbours along each axis (mm, say); the result has the same unit.</param>
    /// <returns>Distances; all 0 for an empty mask, all +∞ for a mask that is set everywhere.</returns>
    /// <exception cref="ArgumentException">The mask does not fill the extent, or a spacing is not positive.</exception>
    public static float[] Euclidean(ReadOnlySpan<bool> mask, Extent extent, PerAxis spacing)
    {
        var squared = new double[mask.Length];
        Transform(mask, extent, spacing, squared, new int[mask.Length]);
        return Array.ConvertAll(squared, distance => (float)Math.Sqrt(distance));
    }

    /// <summary>The index of the unset sample nearest to each sample (its own where the mask is unset); −1 if there is none.</summary>
    /// <remarks>Among equally near samples the first in raster order is chosen, as far as rounding tells them apart (exactly, for spacings that are whole numbers).</remarks>
    /// <exception cref="ArgumentException">The mask does not fill the extent, or a spacing is not positive.</exception>
    public static int[] NearestBackground(ReadOnlySpan<bool> mask, Extent extent, PerAxis spacing)
    {
        var nearest = new int[mask.Length];
        Transform(mask, extent, spacing, new double[mask.Length], nearest);
        return nearest;
    }

    /// <summary>Squared distances and nearest unset samples at once, into the caller's memory.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="extent">Its extent.</param>
    /// <param name="spacing">Distances between neighbours along each axis.</param>
    /// <param name="squared">Receives squared distances; +∞ where no sample is unset. Whole numbers for whole spacings.</param>
    /// <param name="nearest">Receives the index of the nearest unset sample; −1 where there is none.</param>
    /// <exception cref="ArgumentException">A span does not fill the extent, or a spacing is not positive.</exception>
    public static void Transform(ReadOnlySpan<bool> mask, Extent extent, PerAxis spacing, Span<double> squared, Span<int> nearest)
    {
        extent.RequireLength(mask.Length, "DistanceTransform: the mask");
        extent.RequireLength(squared.Length, "DistanceTransform: the squared distances");
        extent.RequireLength(nearest.Length, "DistanceTransform: the nearest samples");
        spacing.RequirePositive("DistanceTransform: the spacing");
        for (var row = 0; row < mask.Length; row += extent.Width)
            AlongRow(mask.Slice(row, extent.Width), row, spacing.Width, squared.Slice(row, extent.Width), nearest.Slice(row, extent.Width));
        for (var axis = 1; axis >= 0; axis--)
        {
            if (extent[axis] > 1)
                AlongAxis(new AxisLayout(extent, axis), spacing[axis], squared, nearest);
        }
    }

    private static void AlongRow(ReadOnlySpan<bool> mask, int start, double spacing, Span<double> squared, Span<int> nearest)
    {
        var last = -1;
        for (var x = 0; x < mask.Length; x++)
        {
            if (!mask[x])
                last = x;
            nearest[x] = last;
        }
        last = -1;
        for (var x = mask.Length - 1; x >= 0; x--)
        {
            if (!mask[x])
                last = x;
            var left = nearest[x];
            // Ties go to the left, the first in raster order.
            var site = left < 0 || (last >= 0 && last - x < x - left) ? last : left;
            nearest[x] = site < 0 ? -1 : start + site;
            var distance = (site - x) * spacing;
            squared[x] = site < 0 ? double.PositiveInfinity : distance * distance;
        }
    }

    private static void AlongAxis(AxisLayout layout, double spacing, Span<double> squared, Span<int> nearest)
    {
        var length = layout.Length;
        var envelope = new LowerEnvelope(length);
        var (before, after) = (new double[Block * length], new double[Block * length]);
        var (sitesBefore, sitesAfter) = (new int[Block * length], new int[Block * length]);
        for (var slab = 0; slab < squared.Length; slab += length * layout.Inner)
        {
            for (var column = 0; column < layout.Inner; column += Block)
            {
                var columns = Math.Min(Block, layout.Inner - column);
                Gather(squared[(slab + column)..], layout, columns, before);
                Gather(nearest[(slab + column)..], layout, columns, sitesBefore);
                for (var line = 0; line < columns * length; line += length)
                {
                    envelope.Transform(
                        before.AsSpan(line, length), sitesBefore.AsSpan(line, length), spacing,
                        after.AsSpan(line, length), sitesAfter.AsSpan(line, length));
                }
                Scatter(after, layout, columns, squared[(slab + column)..]);
                Scatter(sitesAfter, layout, columns, nearest[(slab + column)..]);
            }
        }
    }

    // Columns of the grid become rows of the block: block[column][i] = grid[i][column].
    private static void Gather<T>(ReadOnlySpan<T> grid, AxisLayout layout, int columns, Span<T> block)
    {
        for (var i = 0; i < layout.Length; i++)
        {
            for (var column = 0; column < columns; column++)
                block[column * layout.Length + i] = grid[i * layout.Inner + column];
        }
    }

    private static void Scatter<T>(ReadOnlySpan<T> block, AxisLayout layout, int columns, Span<T> grid)
    {
        for (var i = 0; i < layout.Length; i++)
        {
            for (var column = 0; column < columns; column++)
                grid[i * layout.Inner + column] = block[column * layout.Length + i];
        }
    }
}
