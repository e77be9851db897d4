using UNetSharp.Imaging;

namespace UNetSharp.Segmentation.Metrics;

/// <summary>The evaluation of the ISBI 2012 challenge for membranes in electron microscopy: probability maps, after border thinning, at their best threshold.</summary>
/// <remarks>
/// As in Arganda-Carreras et al. 2015 (see <see cref="ForegroundRestrictedScores"/>), section by section:
/// <list type="number">
/// <item>The prediction is inside a cell where its probability of being inside is above the threshold; its segments are the 4-connected components.</item>
/// <item>Border thinning: the segments grow over everything else until lines one pixel wide part them
/// (<see cref="LabelGrowth.FillLeavingLines"/>), so that the thickness of predicted membranes is neither rewarded nor punished. A section without any inside is one segment.</item>
/// <item>The truth's segments are its own 4-connected components; its membranes are left out of the scores, and are not thinned.</item>
/// <item>Scores are averaged over the sections that have true foreground. The best mean over all thresholds counts, for Rand and for information each at its own.</item>
/// </list>
/// </remarks>
/// <param name="Threshold">The threshold.</param>
/// <param name="Rand">The mean of V_Rand; NaN if no section has true foreground.</param>
/// <param name="Information">The mean of V_Info; NaN likewise.</param>
public readonly record struct MembraneScores(double Threshold, double Rand, double Information)
{
    /// <summary>The thresholds of the challenge: 0, 0.1, …, 0.9.</summary>
    public static IReadOnlyList<double> ChallengeThresholds { get; } = [.. Enumerable.Range(0, 10).Select(tenth => tenth / 10.0)];

    /// <summary>Scores a stack at one threshold.</summary>
    /// <param name="truth">Where the truth is inside a cell, not on a membrane.</param>
    /// <param name="inside">The predicted probability of being inside a cell: 1 minus that of membrane.</param>
    /// <param name="extent">The extent of both; each slice is a section of its own.</param>
    /// <param name="threshold">0 to 1.</param>
    /// <exception cref="ArgumentException">Truth or prediction does not fill the extent.</exception>
    public static MembraneScores At(ReadOnlySpan<bool> truth, ReadOnlySpan<float> inside, Extent extent, double threshold)
    {
        extent.RequireLength(truth.Length, "MembraneScores: the truth");
        extent.RequireLength(inside.Length, "MembraneScores: the prediction");
        var section = new Extent(extent.Height, extent.Width);
        double rand = 0, information = 0;
        var counted = 0;
        for (var start = 0; start < truth.Length; start += section.Count)
        {
            var segments = ConnectedComponents.Label(truth.Slice(start, section.Count), section, Connectivity.Faces);
            if (segments.Count == 0)
                continue;
            var scores = ForegroundRestrictedScores.Between(segments.Labels, ThinnedSegments(inside.Slice(start, section.Count), section, threshold));
            rand += scores.Rand;
            information += scores.Information;
            counted++;
        }
        return new MembraneScores(threshold, rand / counted, information / counted);
    }

    /// <summary>Scores a stack at several thresholds, in their order.</summary>
    /// <exception cref="ArgumentException">Truth or prediction does not fill the extent.</exception>
    public static MembraneScores[] Over(ReadOnlySpan<bool> truth, ReadOnlySpan<float> inside, Extent extent, IReadOnlyList<double> thresholds)
    {
        var scores = new MembraneScores[thresholds.Count];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = At(truth, inside, extent, thresholds[i]);
        return scores;
    }

    /// <summary>The segments of one section after border thinning; 0 are the lines between them.</summary>
    /// <exception cref="ArgumentException">The prediction does not fill the section.</exception>
    public static int[] ThinnedSegments(ReadOnlySpan<float> inside, Extent section, double threshold)
    {
        var mask = new bool[inside.Length];
        for (var i = 0; i < mask.Length; i++)
            mask[i] = inside[i] > threshold;
        var segments = ConnectedComponents.Label(mask, section, Connectivity.Faces);
        if (segments.Count == 0)
            Array.Fill(segments.Labels, 1);
        return LabelGrowth.FillLeavingLines(segments.Labels, section, Connectivity.Faces);
    }
}
