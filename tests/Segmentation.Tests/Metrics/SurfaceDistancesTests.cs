using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Goldens;
using UNetSharp.Imaging;
using UNetSharp.Segmentation.Metrics;

namespace UNetSharp.Segmentation.Tests.Metrics;

public class SurfaceDistancesTests
{
    [Theory]
    [InlineData("surface_metrics_2d_1.0x1.0")]
    [InlineData("surface_metrics_2d_1.5x0.7")]
    [InlineData("surface_metrics_3d_3.0x1.0x0.8")]
    public void Distances_and_their_measures_equal_the_golden(string name)
    {
        var golden = Golden.Open(name);
        var extent = Drawings.ExtentOf(golden["a"]);
        double[] spacing = [.. golden.Params.GetProperty("spacing").EnumerateArray().Select(value => value.GetDouble())];
        var perAxis = spacing.Length == 2 ? new PerAxis(spacing[0], spacing[1]) : new PerAxis(spacing[0], spacing[1], spacing[2]);
        var (truth, prediction) = (Drawings.MaskOf(golden["a"]), Drawings.MaskOf(golden["b"]));
        var distances = SurfaceDistances.Between(truth, prediction, extent, perAxis);

        Assert.Equal(Drawings.MaskOf(golden["surface_a"]), SurfaceDistances.Surface(truth, extent));
        GoldenAssert.Close([.. distances.TruthToPrediction], golden["dist_a_to_b"].ToDoubles(), 1e-6, 1e-6);
        GoldenAssert.Close([.. distances.PredictionToTruth], golden["dist_b_to_a"].ToDoubles(), 1e-6, 1e-6);
        Same(distances.Hausdorff, "hausdorff");
        Same(distances.Hausdorff95, "hd95_max");
        Same(distances.Hausdorff95Pooled, "hd95_pooled");
        Same(distances.MeanFromTruth, "asd_a_to_b");
        Same(distances.MeanFromPrediction, "asd_b_to_a");
        Same(distances.Mean, "assd");
        Same(distances.MeanOfDirections, "mean_asd");
        Same(distances.SurfaceDice(2), "surface_dice_tol2");

        void Same(double actual, string tensor) => GoldenAssert.Close(actual, golden[tensor].Scalar, 1e-6, 1e-6, tensor);
    }

    [Fact]
    public void A_mask_has_no_distance_from_itself()
    {
        var mask = Drawings.Mask("..##", ".###");
        var distances = SurfaceDistances.Between(mask, mask, new Extent(2, 4), PerAxis.One);
        Assert.Equal(0, distances.Hausdorff);
        Assert.Equal(0, distances.Mean);
        Assert.Equal(1, distances.SurfaceDice(0));
    }

    [Fact]
    public void Two_points_are_as_far_apart_as_their_spacing_says()
    {
        var distances = SurfaceDistances.Between(Drawings.Mask("#..", "..."), Drawings.Mask("...", "..#"), new Extent(2, 3), new PerAxis(3, 2));
        Assert.Equal(5, distances.Hausdorff);
        Assert.Equal(5, distances.Hausdorff95);
        Assert.Equal(0, distances.SurfaceDice(4.99));
        Assert.Equal(1, distances.SurfaceDice(5));
    }

    [Fact]
    public void Two_empty_masks_are_undefined_and_one_empty_mask_is_infinitely_far()
    {
        var extent = new Extent(2, 2);
        var neither = SurfaceDistances.Between(new bool[4], new bool[4], extent, PerAxis.One);
        double[] undefined = [neither.Hausdorff, neither.Hausdorff95, neither.Hausdorff95Pooled, neither.Mean, neither.MeanOfDirections, neither.MeanFromTruth, neither.SurfaceDice(1)];
        Assert.All(undefined, value => Assert.True(double.IsNaN(value)));
        var missed = SurfaceDistances.Between([true, false, false, false], new bool[4], extent, PerAxis.One);
        double[] infinite = [missed.Hausdorff, missed.Hausdorff95, missed.Hausdorff95Pooled, missed.Mean, missed.MeanOfDirections, missed.MeanFromPrediction];
        Assert.All(infinite, value => Assert.Equal(double.PositiveInfinity, value));
        Assert.Equal(0, missed.SurfaceDice(100));
    }

    [Fact]
    public void All_of_a_single_slice_of_a_volume_is_surface()
    {
        // Three by three in the middle slice: in an image the centre would lie inside; here nothing covers it.
        var extent = new Extent(3, 5, 5);
        var slice = Enumerable.Range(0, extent.Count).Select(i => i / 25 == 1 && i % 25 / 5 is >= 1 and <= 3 && i % 5 is >= 1 and <= 3).ToArray();
        Assert.Equal(9, SurfaceDistances.Between(slice, slice, extent, PerAxis.One).TruthToPrediction.Count);
    }

    [Fact]
    public void Exchanging_the_masks_exchanges_the_directions() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = seed % 2 == 0 ? new Extent(6, 7) : new Extent(3, 4, 5);
        var (a, b) = (Drawings.RandomMask(seed, extent.Count, 0.3), Drawings.RandomMask(seed + 1, extent.Count, 0.3));
        var (forth, back) = (SurfaceDistances.Between(a, b, extent, new PerAxis(2, 1, 0.5)), SurfaceDistances.Between(b, a, extent, new PerAxis(2, 1, 0.5)));
        Assert.Equal(forth.TruthToPrediction, back.PredictionToTruth);
        Assert.Equal(forth.Hausdorff95, back.Hausdorff95);
        Assert.Equal(forth.SurfaceDice(1), back.SurfaceDice(1));
        Assert.True(!(forth.Hausdorff95 > forth.Hausdorff));
    }));

    [Fact]
    public void Distances_are_those_of_all_pairs_of_surface_samples() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = seed % 2 == 0 ? new Extent(6, 7) : new Extent(3, 4, 5);
        var spacing = new PerAxis(2.5, 1, 0.7);
        var (a, b) = (Drawings.RandomMask(seed, extent.Count, 0.4), Drawings.RandomMask(seed + 1, extent.Count, 0.1));
        var (onA, onB) = (Surface(a), Surface(b));
        var expected = onA.Select(p => onB.Select(q => Distance(p, q)).DefaultIfEmpty(double.PositiveInfinity).Min()).ToArray();
        GoldenAssert.Close([.. SurfaceDistances.Between(a, b, extent, spacing).TruthToPrediction], expected, 1e-12, 1e-12);

        int[] Surface(bool[] mask) => [.. Enumerable.Range(0, mask.Length).Where(SurfaceDistances.Surface(mask, extent).ElementAt)];
        double Distance(int p, int q)
        {
            var (w, h) = (extent.Width, extent.Height);
            var (dz, dy, dx) = (p / w / h - q / w / h, p / w % h - q / w % h, p % w - q % w);
            return Math.Sqrt(Math.Pow(dz * spacing.Depth, 2) + Math.Pow(dy * spacing.Height, 2) + Math.Pow(dx * spacing.Width, 2));
        }
    }));
}
