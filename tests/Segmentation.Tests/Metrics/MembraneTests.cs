using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Imaging;
using UNetSharp.Segmentation.Metrics;

namespace UNetSharp.Segmentation.Tests.Metrics;

public class MembraneTests
{
    // Two cells, a membrane between them.
    private static readonly Extent Section = new(3, 7);
    private static readonly bool[] TwoCells = Drawings.Mask("###.###", "###.###", "###.###");

    [Fact]
    public void Foreground_restricted_scores_follow_the_formulas()
    {
        // p = ½, ½ against t = 1: the truth's only segment is cut in halves.
        var split = ForegroundRestrictedScores.Between([1, 1, 1, 1], [1, 1, 2, 2]);
        Assert.Equal((0.5, 1.0), (split.RandSplit, split.RandMerge));
        Assert.Equal(2.0 / 3, split.Rand, 1e-12);
        Assert.Equal(0, split.Information);
        // p = ½, ½ against s = 1: two segments merged.
        var merged = ForegroundRestrictedScores.Between([1, 1, 2, 2], [7, 7, 7, 7]);
        Assert.Equal((1.0, 0.5), (merged.RandSplit, merged.RandMerge));
        Assert.Equal((1.0, 0.0), (merged.InformationSplit, merged.InformationMerge));
        // I = 1 bit, H(S) = 1.5 bits, H(T) = 1 bit.
        var partly = ForegroundRestrictedScores.Between([1, 1, 2, 2], [1, 1, 2, 3]);
        Assert.Equal(1 / 1.5, partly.InformationSplit, 1e-12);
        Assert.Equal(1, partly.InformationMerge, 1e-12);
        Assert.Equal(2 / 2.5, partly.Information, 1e-12);
        Assert.Equal((0.375 / 0.5, 1.0), (partly.RandSplit, partly.RandMerge));
    }

    [Fact]
    public void Samples_of_line_are_segments_of_their_own_and_membranes_of_the_truth_do_not_count()
    {
        var lines = ForegroundRestrictedScores.Between([0, 1, 1, 2, 2, 0], [9, 5, 5, 0, 0, 0]);
        var alone = ForegroundRestrictedScores.Between([1, 1, 2, 2], [5, 5, 6, 7]);
        Assert.Equal(alone.RandSplit, lines.RandSplit, 1e-12);
        Assert.Equal(alone.RandMerge, lines.RandMerge, 1e-12);
        Assert.Equal(alone.InformationSplit, lines.InformationSplit, 1e-12);
        Assert.Equal(alone.InformationMerge, lines.InformationMerge, 1e-12);
    }

    [Fact]
    public void Equal_partitions_score_one_and_no_foreground_is_undefined() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var labels = Drawings.RandomLabels(seed, 12, 3);
        labels[0] = 1;
        var scores = ForegroundRestrictedScores.Between(labels, Array.ConvertAll(labels, label => 10 - label));
        Assert.Equal(1, scores.Rand, 1e-12);
        Assert.Equal(1, scores.Information, 1e-12);
        Assert.True(double.IsNaN(ForegroundRestrictedScores.Between(new int[12], labels).Rand));
    }));

    [Fact]
    public void Thick_membranes_cost_nothing_after_thinning()
    {
        var thick = Drawings.Mask("##...##", "##...##", "#.....#");
        var scores = MembraneScores.At(TwoCells, Drawings.Probability(thick), Section, 0.5);
        Assert.Equal(new MembraneScores(0.5, 1, 1), scores);
    }

    [Fact]
    public void A_gap_in_the_membrane_merges_and_the_best_threshold_closes_it()
    {
        var inside = Drawings.Probability(TwoCells);
        inside[Section.IndexOf(0, 1, 3)] = 0.35f;
        var scores = MembraneScores.Over(TwoCells, inside, Section, MembraneScores.ChallengeThresholds);
        // Σ p² = Σ t² = ½ and Σ s² = 1 where the two cells are one.
        Assert.Equal(2.0 / 3, scores[3].Rand, 1e-12);
        Assert.Equal(0, scores[3].Information);
        Assert.Equal((1, 1), (scores[4].Rand, scores[4].Information));
        Assert.Equal(0.4, scores.MaxBy(score => score.Rand).Threshold);
    }

    [Fact]
    public void Sections_are_averaged_and_those_without_foreground_left_out()
    {
        var empty = new bool[Section.Count];
        bool[] truth = [.. TwoCells, .. empty, .. TwoCells];
        float[] inside = [.. Drawings.Probability(TwoCells), .. Drawings.Probability(TwoCells), .. Drawings.Probability(Array.ConvertAll(empty, set => !set))];
        var scores = MembraneScores.At(truth, inside, new Extent(3, 3, 7), 0.5);
        Assert.Equal((1 + 2.0 / 3) / 2, scores.Rand, 1e-12);
        Assert.Equal(0.5, scores.Information, 1e-12);
    }

    [Fact]
    public void A_section_without_any_inside_is_one_segment() =>
        Assert.DoesNotContain(0, MembraneScores.ThinnedSegments(new float[Section.Count], Section, 0.5));

    [Fact]
    public void A_displaced_border_has_no_warping_error()
    {
        var extent = new Extent(5, 9);
        var truth = Drawings.Mask(".........", ".####....", ".####....", ".####....", ".........");
        var moved = Drawings.Mask(".........", "....####.", "....####.", "....####.", "...####..");
        var warping = WarpingError.Between(truth, Drawings.Probability(moved), extent);
        Assert.Equal(0, warping.Mismatches);
        Assert.Equal(moved, warping.Warped);
    }

    [Theory]
    // A bar with a gap: a bridge of one pixel must stay.
    [InlineData("#######/#######/#######", "###.###/###.###/###.###", 1)]
    // Two cells merged: no pixel of the membrane can go.
    [InlineData("###.###/###.###/###.###", "#######/#######/#######", 3)]
    // An object too many, of four pixels; an object missing, of which one pixel stays.
    [InlineData("....../....../......", ".##.../.##.../......", 4)]
    [InlineData(".##.../.##.../......", "....../....../......", 1)]
    // A hole too many.
    [InlineData("#####/#####/#####", "#####/##.##/#####", 1)]
    public void What_topology_forbids_is_left_as_warping_error(string truth, string prediction, int mismatches)
    {
        var rows = truth.Split('/');
        var extent = new Extent(rows.Length, rows[0].Length);
        var warping = WarpingError.Between(Drawings.Mask(rows), Drawings.Probability(Drawings.Mask(prediction.Split('/'))), extent);
        Assert.Equal(mismatches, warping.Mismatches);
        Assert.Equal((double)mismatches / extent.Count, warping.Value);
    }

    [Fact]
    public void Warping_keeps_objects_and_background_parts_and_never_adds_mismatches() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = seed % 3 == 0 ? new Extent(3, 4, 4) : new Extent(8, 9);
        var truth = Drawings.RandomMask(seed, extent.Count, 0.6);
        var random = new Random(seed);
        float[] inside = [.. Enumerable.Range(0, extent.Count).Select(_ => random.NextSingle())];
        var warping = WarpingError.Between(truth, inside, extent, threshold: 0.4);
        Assert.Equal(
            ConnectedComponents.Label(truth, extent, Connectivity.Faces).Count,
            ConnectedComponents.Label(warping.Warped, extent, Connectivity.Faces).Count);
        var differing = Enumerable.Range(0, extent.Count).Count(i => warping.Warped[i] != inside[i] > 0.4);
        Assert.Equal(warping.Mismatches, differing);
        Assert.True(differing <= Enumerable.Range(0, extent.Count).Count(i => truth[i] != inside[i] > 0.4));
        // No mismatch is left that could still be flipped.
        var simple = new SimplePoints(extent, Connectivity.Faces);
        Assert.DoesNotContain(Enumerable.Range(0, extent.Count), i => warping.Warped[i] != inside[i] > 0.4 && simple.IsSimple(warping.Warped, i));
    }));
}
