namespace UNetSharp.Imaging;

/// <summary>Parts a landscape into the basins of given markers, as rising water would.</summary>
/// <remarks>
/// Priority flood: of all samples next to the water the lowest floods next, the one waiting longest among equals, and takes the label of
/// the basin that reached it first (F. Meyer, Un algorithme optimal pour la ligne de partage des eaux, 1991; as skimage.segmentation.watershed without lines).
/// To part touching objects flood the negated distance transform, or a boundary map, from one marker an object.
/// </remarks>
public static class Watershed
{
    /// <summary>The basin of every sample of the mask.</summary>
    /// <param name="map">Heights; NaN floods last.</param>
    /// <param name="markers">Labels of the basins at their sources; 0 is no source. A marker outside the mask is ignored.</param>
    /// <param name="mask">Where water may go; empty for everywhere.</param>
    /// <param name="extent">The extent of all three.</param>
    /// <param name="connectivity">Where water flows in one step.</param>
    /// <param name="cancel">Looked at every million samples: a large landscape floods for a minute.</param>
    /// <returns>Labels of basins; 0 outside the mask and where no water comes.</returns>
    /// <exception cref="ArgumentException">A span does not fill the extent.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static int[] Flood(ReadOnlySpan<float> map, ReadOnlySpan<int> markers, ReadOnlySpan<bool> mask, Extent extent, Connectivity connectivity, CancellationToken cancel = default)
    {
        extent.RequireLength(map.Length, "Watershed: the map");
        extent.RequireLength(markers.Length, "Watershed: the markers");
        if (!mask.IsEmpty)
            extent.RequireLength(mask.Length, "Watershed: the mask");
        var labels = new int[map.Length];
        var shore = new PriorityQueue<int, Turn>();
        var age = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (markers[i] == 0 || (!mask.IsEmpty && !mask[i]))
                continue;
            labels[i] = markers[i];
            shore.Enqueue(i, new Turn(Height(map[i]), age++));
        }
        var neighbourhood = new Neighbourhood(extent, connectivity);
        Span<int> neighbours = stackalloc int[neighbourhood.Count];
        for (var flooded = 0; shore.TryDequeue(out var i, out _); flooded++)
        {
            if (flooded % 1_000_000 == 0)
                cancel.ThrowIfCancellationRequested();
            foreach (var neighbour in neighbours[..neighbourhood.Of(i, neighbours)])
            {
                if (labels[neighbour] != 0 || (!mask.IsEmpty && !mask[neighbour]))
                    continue;
                labels[neighbour] = labels[i];
                shore.Enqueue(neighbour, new Turn(Height(map[neighbour]), age++));
            }
        }
        return labels;
    }

    // NaN compares with nothing; as the highest of heights it has its place.
    private static float Height(float height) => float.IsNaN(height) ? float.PositiveInfinity : height;

    /// <summary>When a sample floods: lower ground first, then first come, first served.</summary>
    private readonly record struct Turn(float Height, int Age) : IComparable<Turn>
    {
        public int CompareTo(Turn other) => Height != other.Height ? Height.CompareTo(other.Height) : Age.CompareTo(other.Age);
    }
}
