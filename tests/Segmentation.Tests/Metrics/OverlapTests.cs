using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Goldens;
using UNetSharp.Segmentation.Metrics;

namespace UNetSharp.Segmentation.Tests.Metrics;

public class OverlapTests
{
    [Fact]
    public void Confusion_IoU_and_Dice_equal_the_golden()
    {
        var golden = Golden.Open("confusion_iou_dice");
        var matrix = new ConfusionMatrix(4);
        // Image by image: the matrix gathers.
        var (truth, prediction) = (golden["gt"].ToInt32s(), golden["pred"].ToInt32s());
        matrix.Add(truth.AsSpan(0, 255), prediction.AsSpan(0, 255));
        matrix.Add(truth.AsSpan(255), prediction.AsSpan(255));
        var counts = Enumerable.Range(0, 16).Select(i => matrix[i / 4, i % 4]).ToArray();
        Assert.Equal(golden["confusion_gt_rows"].ToInt64s(), counts);
        GoldenAssert.Close([.. Enumerable.Range(0, 4).Select(c => matrix.Of(c).IoU)], golden["iou"].ToDoubles(), 1e-7, 1e-7);
        GoldenAssert.Close([.. Enumerable.Range(0, 4).Select(c => matrix.Of(c).Dice)], golden["dice"].ToDoubles(), 1e-7, 1e-7);
        GoldenAssert.Close(matrix.MeanIoU(), golden["mean_iou"].Scalar, 1e-7, 1e-7);
        GoldenAssert.Close(matrix.Accuracy, golden["pixel_accuracy"].Scalar, 1e-7, 1e-7);
    }

    [Theory]
    [InlineData("surface_metrics_2d_1.0x1.0")]
    [InlineData("surface_metrics_2d_1.5x0.7")]
    [InlineData("surface_metrics_3d_3.0x1.0x0.8")]
    public void The_overlap_of_masks_equals_the_golden(string name)
    {
        var golden = Golden.Open(name);
        var overlap = Overlap.Between(Drawings.MaskOf(golden["a"]), Drawings.MaskOf(golden["b"]));
        GoldenAssert.Close(overlap.Dice, golden["dice"].Scalar, 1e-7, 1e-7);
        GoldenAssert.Close(overlap.IoU, golden["iou"].Scalar, 1e-7, 1e-7);
        GoldenAssert.Close(overlap.Precision, golden["precision"].Scalar, 1e-7, 1e-7);
        GoldenAssert.Close(overlap.Recall, golden["recall"].Scalar, 1e-7, 1e-7);
        GoldenAssert.Close(overlap.VolumeSimilarity, golden["volume_similarity"].Scalar, 1e-7, 1e-7);
    }

    [Fact]
    public void Every_ratio_follows_from_the_four_counts()
    {
        var overlap = new Overlap(TruePositives: 6, FalsePositives: 2, FalseNegatives: 4, TrueNegatives: 8);
        Assert.Equal(12.0 / 18, overlap.Dice);
        Assert.Equal(6.0 / 12, overlap.IoU);
        Assert.Equal(6.0 / 8, overlap.Precision);
        Assert.Equal(6.0 / 10, overlap.Recall);
        Assert.Equal(8.0 / 10, overlap.Specificity);
        Assert.Equal(14.0 / 20, overlap.Accuracy);
        Assert.Equal(1 - 2.0 / 18, overlap.VolumeSimilarity);
    }

    [Fact]
    public void A_mask_equals_itself_and_IoU_is_symmetric() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var (a, b) = (Drawings.RandomMask(seed, 20), Drawings.RandomMask(seed + 1000, 20));
        a[0] = true;
        Assert.Equal(1, Overlap.Between(a, a).Dice);
        var (forth, back) = (Overlap.Between(a, b), Overlap.Between(b, a));
        Assert.Equal(forth.IoU, back.IoU);
        Assert.Equal(forth.Dice, back.Dice);
        Assert.Equal(forth.Precision, back.Recall);
        Assert.Equal(forth.Dice, 2 * forth.IoU / (1 + forth.IoU), 1e-12);
    }));

    [Fact]
    public void Two_empty_masks_are_undefined_not_perfect()
    {
        var overlap = Overlap.Between(new bool[5], new bool[5]);
        Assert.True(double.IsNaN(overlap.Dice) && double.IsNaN(overlap.IoU) && double.IsNaN(overlap.Precision) && double.IsNaN(overlap.Recall));
        Assert.Equal(1, overlap.Accuracy);
        Assert.Equal(0, Overlap.Between([true, false], [false, false]).Dice);
    }

    [Fact]
    public void A_class_that_occurs_nowhere_stays_out_of_the_means()
    {
        var matrix = new ConfusionMatrix(3);
        matrix.Add([0, 0, 1, 1], [0, 0, 1, 0]);
        Assert.True(double.IsNaN(matrix.Of(2).Dice));
        Assert.Equal((0.8 + 2.0 / 3) / 2, matrix.MeanDice(), 1e-12);
        Assert.Equal(2.0 / 3, matrix.MeanDice(firstClass: 1), 1e-12);
        Assert.Equal(0.75, matrix.MeanRecall());
        Assert.Equal((2.0 / 3 + 1) / 2, matrix.MeanPrecision(), 1e-12);
        Assert.True(double.IsNaN(new ConfusionMatrix(2).MeanDice()));
    }

    [Fact]
    public void Ignored_samples_are_not_counted_and_unknown_classes_are_refused()
    {
        var matrix = new ConfusionMatrix(2);
        matrix.Add([0, 255, 1], [0, 1, 1], ignored: 255);
        Assert.Equal(2, matrix.Total);
        var error = Assert.Throws<ArgumentException>(() => matrix.Add([0, 255], [0, 1]));
        Assert.Equal("ConfusionMatrix: sample 1 has true class 255 and predicted class 1, but classes run from 0 to 1; is there a label to ignore?", error.Message);
    }

    [Fact]
    public void Counting_apart_and_merging_is_counting_together()
    {
        var (together, apart, other) = (new ConfusionMatrix(3), new ConfusionMatrix(3), new ConfusionMatrix(3));
        var (truth, prediction) = (Drawings.RandomLabels(1, 50, 2), Drawings.RandomLabels(2, 50, 2));
        together.Add(truth, prediction);
        apart.Add(truth.AsSpan(0, 20), prediction.AsSpan(0, 20));
        other.Add(truth.AsSpan(20), prediction.AsSpan(20));
        apart.Merge(other);
        for (var c = 0; c < 3; c++)
            Assert.Equal(together.Of(c), apart.Of(c));
        Assert.Throws<ArgumentException>(() => apart.Merge(new ConfusionMatrix(2)));
    }
}
