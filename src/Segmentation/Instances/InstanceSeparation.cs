using UNetSharp.Imaging;

namespace UNetSharp.Segmentation;

/// <summary>Tells touching objects apart that a network has learnt to part by borders of background.</summary>
/// <remarks>
/// Where the foreground is surest, away from its rim, objects no longer touch: the components of that core are the seeds. They are grown back over the whole
/// foreground from the highest probability down (watershed), so that no object loses its rim, none that had a seed of its own merges with another, and small objects
/// without a core are kept whole. The paper's weight map makes the network draw the borders (Ronneberger et al. 2015, https://arxiv.org/abs/1505.04597).
/// </remarks>
public sealed record InstanceSeparation
{
    /// <summary>The class whose objects are wanted; null, the default: everything but the background.</summary>
    public int? Class { get; init; }

    /// <summary>The probability above which a pixel is foreground; 0.5.</summary>
    public float Threshold { get; init; } = 0.5f;

    /// <summary>The probability above which a pixel can be core; 0.9, for a learnt border is often only a dip. At or below <see cref="Threshold"/>, only erosion finds cores.</summary>
    public float SeedThreshold { get; init; } = 0.9f;

    /// <summary>How many steps the core withdraws from its own rim; 3, so that bridges of up to six pixels across a border do not join. More parts objects that touch more broadly, and loses thin ones' cores.</summary>
    public int Erosion { get; init; } = 3;

    /// <summary>How many pixels a core must have to be an object of its own, where its neighbourhood has another; 4. Flecks of noise are fewer.</summary>
    public int MinimumSeed { get; init; } = 4;

    /// <summary>How wide the gaps between objects may be that are given back to them in the end, in pixels; the background around them stays. Null, the default: 2 for a model trained on numbered
    /// objects, whose touching ones are parted by a gap, else 0.</summary>
    public int? Gap { get; init; }

    /// <summary>Whether holes that a single object encloses are filled; they are by default. Gaps between several objects stay.</summary>
    public bool FillHoles { get; init; } = true;

    /// <summary>Objects of fewer pixels are dropped; 0, none, by default.</summary>
    public int MinimumSize { get; init; }

    /// <summary>Separates objects.</summary>
    /// <param name="foreground">The probability of foreground.</param>
    /// <param name="extent">Its extent.</param>
    /// <param name="cancel">Looked at between the steps and while they flood.</param>
    /// <returns>Objects numbered in raster order.</returns>
    /// <exception cref="ArgumentException">The probabilities do not fill the extent, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public Components Separate(ReadOnlySpan<float> foreground, Extent extent, CancellationToken cancel = default)
    {
        extent.RequireLength(foreground.Length, "InstanceSeparation: the probabilities");
        if (Erosion < 0 || Gap < 0 || !(Threshold is >= 0 and < 1)) throw new ArgumentException(FormattableString.Invariant($"InstanceSeparation: steps and gaps are at least 0 and thresholds from 0 to below 1, not {Erosion}, {Gap}, {Threshold}."));
        var mask = Above(foreground, Threshold);
        var heights = new float[foreground.Length];
        for (var i = 0; i < heights.Length; i++) heights[i] = -foreground[i];
        var labels = Watershed.Flood(heights, Seeds(foreground, mask, extent), mask, extent, Connectivity.Faces, cancel);
        if (FillHoles) ObjectHoles.Fill(labels, extent);
        cancel.ThrowIfCancellationRequested();
        if (MinimumSize > 0) labels = LabelCleaning.RemoveSmall(labels, MinimumSize);
        if (Gap is { } gap and > 0) ObjectGaps.Fill(labels, extent, gap);
        return LabelCleaning.Renumber(labels);
    }

    // The cores of each object at the deepest erosion that leaves it any; whole objects that never have one. Objects join by faces only: a diagonal contact is where a learnt border is thinnest.
    private int[] Seeds(ReadOnlySpan<float> foreground, bool[] mask, Extent extent)
    {
        var sure = Above(foreground, Math.Max(SeedThreshold, Threshold));
        for (var i = 0; i < sure.Length; i++) sure[i] &= mask[i];
        var objects = ConnectedComponents.Label(mask, extent, Connectivity.Faces);
        var (seeds, seeded, last) = (new int[mask.Length], new bool[objects.Count + 1], 0);
        for (var erosion = Erosion; erosion >= 0; erosion--)
        {
            // What lies beyond the image counts as set, so that objects at its border keep their cores.
            var cores = ConnectedComponents.Label(Morphology.Erode(sure, extent, erosion, Connectivity.Faces, outside: true), extent, Connectivity.Faces);
            var sizes = cores.Sizes();
            var now = new bool[seeded.Length];
            for (var i = 0; i < seeds.Length; i++)
            {
                var core = cores.Labels[i];
                if (core == 0 || sizes[core] < MinimumSeed || seeded[objects.Labels[i]]) continue;
                (seeds[i], now[objects.Labels[i]]) = (last + core, true);
            }

            for (var whole = 0; whole < now.Length; whole++) seeded[whole] |= now[whole];
            last += cores.Count;
        }

        for (var i = 0; i < seeds.Length; i++)
        {
            if (mask[i] && !seeded[objects.Labels[i]]) seeds[i] = last + objects.Labels[i];
        }

        return seeds;
    }

    private static bool[] Above(ReadOnlySpan<float> foreground, float threshold)
    {
        var mask = new bool[foreground.Length];
        for (var i = 0; i < mask.Length; i++) mask[i] = foreground[i] > threshold;
        return mask;
    }
}
