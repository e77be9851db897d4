namespace UNetSharp.Imaging;

/// <summary>Lets labels grow over unlabelled ground, one step at a time, until they meet.</summary>
/// <remarks>The order of growth is fixed by the samples' places alone, so results are the same everywhere and always.</remarks>
public static class LabelGrowth
{
    /// <summary>Gives every reachable sample of the mask the label of the seed that is fewest steps away within the mask.</summary>
    /// <param name="seeds">Labels to start from; 0 is no seed. Seeds keep their labels, also outside the mask.</param>
    /// <param name="mask">Where labels may grow.</param>
    /// <param name="extent">The extent of both.</param>
    /// <param name="connectivity">What one step is.</param>
    /// <returns>Labels; 0 outside the mask and where no seed reaches. Among equally near seed samples the first in raster order wins.</returns>
    /// <exception cref="ArgumentException">Seeds or mask do not fill the extent.</exception>
    public static int[] Fill(ReadOnlySpan<int> seeds, ReadOnlySpan<bool> mask, Extent extent, Connectivity connectivity)
    {
        extent.RequireLength(seeds.Length, "LabelGrowth: the seeds");
        extent.RequireLength(mask.Length, "LabelGrowth: the mask");
        var labels = seeds.ToArray();
        var neighbourhood = new Neighbourhood(extent, connectivity);
        Span<int> neighbours = stackalloc int[neighbourhood.Count];
        // The queue starts in raster order, and so each ring stands in the order of the seed samples it came from:
        // the first to reach a sample belongs to the earliest of the nearest seeds.
        var queue = new Queue<int>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != 0)
                queue.Enqueue(i);
        }
        while (queue.TryDequeue(out var i))
        {
            foreach (var neighbour in neighbours[..neighbourhood.Of(i, neighbours)])
            {
                if (labels[neighbour] != 0 || !mask[neighbour])
                    continue;
                labels[neighbour] = labels[i];
                queue.Enqueue(neighbour);
            }
        }
        return labels;
    }

    /// <summary>Lets labels grow over all unlabelled samples, leaving lines one sample wide (0) between different labels.</summary>
    /// <remarks>
    /// The flooding of Vincent and Soille (Watersheds in digital spaces, IEEE PAMI 13(6), 1991) on a plateau: samples are reached in the order of their
    /// distance to the seeds; one that finds a single label among the neighbours done before it takes it, one that finds several, or only
    /// line, becomes line. This is the "border thinning" that precedes the scores of the ISBI 2012 challenge.
    /// </remarks>
    /// <param name="seeds">Labels to start from; 0 is ground to grow over.</param>
    /// <param name="extent">Their extent.</param>
    /// <param name="connectivity">What one step is; lines part labels under this connectivity.</param>
    /// <exception cref="ArgumentException">The seeds do not fill the extent.</exception>
    public static int[] FillLeavingLines(ReadOnlySpan<int> seeds, Extent extent, Connectivity connectivity)
    {
        extent.RequireLength(seeds.Length, "LabelGrowth: the seeds");
        var labels = seeds.ToArray();
        var neighbourhood = new Neighbourhood(extent, connectivity);
        Span<int> neighbours = stackalloc int[neighbourhood.Count];
        var queued = new bool[labels.Length];
        var queue = new Queue<int>();
        for (var i = 0; i < labels.Length; i++)
        {
            queued[i] = labels[i] != 0;
            if (!queued[i] && TouchesLabel(labels, neighbours[..neighbourhood.Of(i, neighbours)]))
                queue.Enqueue(i);
        }
        foreach (var i in queue)
            queued[i] = true;
        while (queue.TryDequeue(out var i))
        {
            var found = 0;
            var several = false;
            foreach (var neighbour in neighbours[..neighbourhood.Of(i, neighbours)])
            {
                var label = labels[neighbour];
                several |= found != 0 && label != 0 && label != found;
                found = label != 0 ? label : found;
                if (queued[neighbour])
                    continue;
                queued[neighbour] = true;
                queue.Enqueue(neighbour);
            }
            labels[i] = several ? 0 : found;
        }
        return labels;
    }

    private static bool TouchesLabel(ReadOnlySpan<int> labels, ReadOnlySpan<int> places)
    {
        foreach (var place in places)
        {
            if (labels[place] != 0)
                return true;
        }
        return false;
    }
}
