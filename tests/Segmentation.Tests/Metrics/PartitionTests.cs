using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Goldens;
using UNetSharp.Segmentation.Metrics;

namespace UNetSharp.Segmentation.Tests.Metrics;

public class PartitionTests
{
    [Fact]
    public void Rand_scores_equal_the_golden()
    {
        var golden = Golden.Open("rand_and_vi");
        var (truth, prediction) = (golden["gt"].ToInt32s(), golden["pred"].ToInt32s());
        var all = RandScores.Between(truth, prediction);
        Same(all.Index, "rand_index");
        Same(all.Error, "rand_error");
        Same(all.AdaptedError, "adapted_rand_error_all");
        // scikit-image gives the two names the other way round; see RandScores.
        Same(all.Recall, "precision_all");
        Same(all.Precision, "recall_all");
        var foreground = RandScores.Between(truth, prediction, ignoredTruth: 0);
        Same(foreground.AdaptedError, "adapted_rand_error");
        Same(foreground.Recall, "precision");
        Same(foreground.Precision, "recall");

        void Same(double actual, string tensor) => GoldenAssert.Close(actual, golden[tensor].Scalar, 1e-6, 1e-6, tensor);
    }

    [Fact]
    public void Variation_of_information_equals_the_golden()
    {
        var golden = Golden.Open("rand_and_vi");
        var (truth, prediction) = (golden["gt"].ToInt32s(), golden["pred"].ToInt32s());
        var all = VariationOfInformation.Between(truth, prediction);
        GoldenAssert.Close([all.Split, all.Merge], [golden["vi_pred_given_gt"].Scalar, golden["vi_gt_given_pred"].Scalar], 1e-6, 1e-6);
        var foreground = VariationOfInformation.Between(truth, prediction, ignoredTruth: 0);
        GoldenAssert.Close([foreground.Split, foreground.Merge], [golden["vi_pred_given_gt_ignore0"].Scalar, golden["vi_gt_given_pred_ignore0"].Scalar], 1e-6, 1e-6);
    }

    [Fact]
    public void The_rand_index_is_the_share_of_pairs_on_which_the_partitions_agree() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var (a, b) = (Drawings.RandomLabels(seed, 12, 3), Drawings.RandomLabels(seed + 1, 12, 2));
        var agree = 0;
        for (var i = 0; i < 12; i++)
        {
            for (var j = 0; j < i; j++)
                agree += a[i] == a[j] == (b[i] == b[j]) ? 1 : 0;
        }
        Assert.Equal(agree / 66.0, RandScores.Between(a, b).Index, 1e-12);
    }));

    [Fact]
    public void Variation_of_information_is_zero_exactly_for_equal_partitions() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        // Three samples and few labels: equal partitions are frequent.
        var (a, b) = (Drawings.RandomLabels(seed, 3, 2), Drawings.RandomLabels(seed + 500, 3, 2));
        var same = true;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < i; j++)
                same &= a[i] == a[j] == (b[i] == b[j]);
        }
        Assert.Equal(same, VariationOfInformation.Between(a, b).Total == 0);
        Assert.Equal(same, RandScores.Between(a, b).Index == 1);
    }));

    [Fact]
    public void Splits_and_mergers_exchange_with_truth_and_prediction() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var (a, b) = (Drawings.RandomLabels(seed, 20, 4), Drawings.RandomLabels(seed + 1, 20, 4));
        Assert.Equal(VariationOfInformation.Between(a, b).Split, VariationOfInformation.Between(b, a).Merge, 1e-12);
        Assert.Equal(RandScores.Between(a, b).Recall, RandScores.Between(b, a).Precision, 1e-12);
    }));

    [Fact]
    public void A_segment_cut_in_halves_is_one_bit_of_split()
    {
        var variation = VariationOfInformation.Between([1, 1, 1, 1], [5, 5, 9, 9]);
        Assert.Equal((1, 0), (variation.Split, variation.Merge));
        Assert.True(double.IsNaN(VariationOfInformation.Between([0, 0], [1, 1], ignoredTruth: 0).Total));
    }

    [Fact]
    public void A_contingency_keeps_the_pairs_that_occur_in_the_order_of_their_labels()
    {
        var table = Contingency.Between([2, 2, 0, 1, 2], [0, 3, 3, 3, 3]);
        Assert.Equal([new(0, 3, 1), new(1, 3, 1), new(2, 0, 1), new(2, 3, 2)], table.Overlaps);
        Assert.Equal(3, table.TruthSizes[2]);
        Assert.Equal(4, table.PredictionSizes[3]);
        Assert.Equal(4, Contingency.Between([2, 2, 0, 1, 2], [0, 3, 3, 3, 3], ignoredTruth: 0).Total);
        var error = Assert.Throws<ArgumentException>(() => Contingency.Between([1], [1, 2]));
        Assert.Equal("Contingency: the truth has 1 samples but the prediction has 2.", error.Message);
    }
}
