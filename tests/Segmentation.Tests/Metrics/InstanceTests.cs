using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Segmentation.Metrics;

namespace UNetSharp.Segmentation.Tests.Metrics;

public class InstanceTests
{
    // True 1 (4 samples) is found with 3 of 4; true 2 (4) is cut in halves; true 3 (2) is missed; predicted 9 is made up.
    private static readonly int[] Truth = Drawings.Labels("1111.", "2222.", "33...");
    private static readonly int[] Prediction = Drawings.Labels("5556.", "7788.", "..99.");

    [Fact]
    public void Objects_match_above_the_threshold_of_IoU()
    {
        var matching = InstanceMatching.Between(Truth, Prediction);
        // 1 and 5: IoU 3/4. The halves 7 and 8 have IoU ½, which is not above ½.
        Assert.Equal(new InstanceMatching(0.5, TruePositives: 1, FalsePositives: 4, FalseNegatives: 2, MatchedIoU: 0.75), matching);
        Assert.Equal(1.0 / 5, matching.Precision);
        Assert.Equal(1.0 / 3, matching.Recall);
        Assert.Equal(2.0 / 8, matching.F1);
        Assert.Equal(1.0 / 7, matching.AveragePrecision);
        Assert.Equal(0.75, matching.SegmentationQuality);
        Assert.Equal(0.75 / 4, matching.PanopticQuality);
    }

    [Fact]
    public void Matches_grow_fewer_with_the_threshold()
    {
        var matchings = InstanceMatching.Between(Truth, Prediction, InstanceMatching.CustomaryThresholds);
        Assert.Equal([0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95], matchings.Select(matching => matching.Threshold));
        Assert.Equal([1, 1, 1, 1, 1, 0, 0, 0, 0, 0], matchings.Select(matching => matching.TruePositives));
    }

    [Fact]
    public void Images_add_up_and_different_thresholds_do_not()
    {
        var one = InstanceMatching.Between(Truth, Prediction);
        Assert.Equal(new InstanceMatching(0.5, 2, 8, 4, 1.5), one + one);
        Assert.Throws<ArgumentException>(() => one + InstanceMatching.Between(Truth, Prediction, 0.75));
    }

    [Theory]
    [InlineData(0.49)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void Thresholds_at_which_matches_could_be_ambiguous_or_impossible_are_refused(double threshold) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => InstanceMatching.Between(Truth, Prediction, threshold));

    [Fact]
    public void A_map_matches_itself_whatever_its_numbers() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var labels = Drawings.RandomLabels(seed, 30, 4);
        labels[0] = 1;
        var renumbered = Array.ConvertAll(labels, label => label == 0 ? 0 : 100 - label);
        var matching = InstanceMatching.Between(labels, renumbered, 0.95);
        Assert.Equal(1, matching.F1);
        Assert.Equal(1, matching.PanopticQuality, 1e-12);
        Assert.Equal(1, SegMeasure.Between(labels, renumbered).Value, 1e-12);
        Assert.Equal(1, AggregatedJaccard.Between(labels, renumbered).Value);
    }));

    [Fact]
    public void No_object_is_matched_twice() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var (a, b) = (Drawings.RandomLabels(seed, 12, 3), Drawings.RandomLabels(seed + 1, 12, 3));
        var (forth, back) = (InstanceMatching.Between(a, b), InstanceMatching.Between(b, a));
        Assert.True(forth.FalseNegatives >= 0 && forth.FalsePositives >= 0);
        Assert.Equal((forth.TruePositives, forth.FalsePositives, forth.FalseNegatives), (back.TruePositives, back.FalseNegatives, back.FalsePositives));
    }));

    [Fact]
    public void Without_objects_ratios_are_undefined()
    {
        var nothing = InstanceMatching.Between(new int[4], new int[4]);
        Assert.True(double.IsNaN(nothing.F1) && double.IsNaN(nothing.AveragePrecision) && double.IsNaN(nothing.PanopticQuality));
        Assert.True(double.IsNaN(SegMeasure.Between(new int[4], [1, 1, 0, 0]).Value));
        Assert.True(double.IsNaN(AggregatedJaccard.Between(new int[4], new int[4]).Value));
    }

    [Fact]
    public void SEG_takes_the_object_that_covers_most_of_each_true_one()
    {
        // 1 has 5 (3 of 4, Jaccard 3/4); neither half covers more than half of 2; nothing covers 3.
        var seg = SegMeasure.Between(Truth, Prediction);
        Assert.Equal(new SegMeasure(0.75, 3), seg);
        Assert.Equal(0.25, seg.Value);
        Assert.Equal(new SegMeasure(1.5, 6), seg + seg);
        // One predicted object over two true ones may serve both: 2/5 and 3/5.
        Assert.Equal(new SegMeasure(1, 2), SegMeasure.Between([1, 1, 2, 2, 2], [8, 8, 8, 8, 8]));
    }

    [Fact]
    public void The_aggregated_Jaccard_index_adds_pairs_misses_and_inventions()
    {
        // 1 and 5: 3 of 4; 2 and 7: 2 of 4; 3 missed: 2; left over 6, 8 and 9: 1 + 2 + 2.
        Assert.Equal(new AggregatedJaccard(3 + 2, 4 + 4 + 2 + 5), AggregatedJaccard.Between(Truth, Prediction));
    }
}
