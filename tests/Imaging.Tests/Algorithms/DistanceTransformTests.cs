using FsCheck.Fluent;
using UNetSharp.Goldens;

namespace UNetSharp.Imaging.Tests.Algorithms;

public class DistanceTransformTests
{
    [Theory]
    [InlineData("edt_2d")]
    [InlineData("edt_2d_inverse_anisotropic")]
    [InlineData("edt_3d_anisotropic")]
    public void Distances_equal_those_of_scipy(string name)
    {
        var golden = Golden.Open(name);
        var extent = Grids.ExtentOf(golden["mask"]);
        var distances = DistanceTransform.Euclidean(Grids.MaskOf(golden["mask"]), extent, Grids.PerAxisOf(golden.Params.GetProperty("sampling")));
        GoldenAssert.Close(distances, golden["y"].Values, absolute: 1e-6, relative: 1e-6);
    }

    [Fact]
    public void Every_sample_finds_the_first_of_its_nearest_background_samples() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed, largest: 9);
        var mask = Grids.RandomMask(seed, extent, density: 0.8);
        // Whole spacings keep every squared distance exact, and with it the ties.
        var random = new Random(seed);
        var spacing = new PerAxis(random.Next(1, 4), random.Next(1, 4), random.Next(1, 4));
        var squared = new double[extent.Count];
        var nearest = new int[extent.Count];
        DistanceTransform.Transform(mask, extent, spacing, squared, nearest);
        for (var i = 0; i < mask.Length; i++)
        {
            var (best, place) = BruteForce(mask, extent, spacing, i);
            Assert.Equal(best, squared[i]);
            Assert.Equal(place, nearest[i]);
        }
    }));

    [Fact]
    public void Distances_are_exact_for_any_spacing() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed, largest: 9);
        var mask = Grids.RandomMask(seed, extent, density: 0.9);
        var random = new Random(seed);
        var spacing = new PerAxis(random.NextDouble() + 0.1, random.NextDouble() + 0.1, random.NextDouble() + 0.1);
        var distances = DistanceTransform.Euclidean(mask, extent, spacing);
        for (var i = 0; i < mask.Length; i++)
            Assert.Equal(Math.Sqrt(BruteForce(mask, extent, spacing, i).Squared), distances[i], 1e-6);
    }));

    [Fact]
    public void Of_an_empty_mask_all_distances_are_zero() =>
        Assert.All(DistanceTransform.Euclidean(new bool[12], new Extent(3, 4), PerAxis.One), distance => Assert.Equal(0, distance));

    [Fact]
    public void Of_a_mask_without_background_all_distances_are_infinite_and_nothing_is_nearest()
    {
        bool[] mask = [true, true, true, true];
        Assert.All(DistanceTransform.Euclidean(mask, new Extent(2, 2), PerAxis.One), distance => Assert.Equal(float.PositiveInfinity, distance));
        Assert.All(DistanceTransform.NearestBackground(mask, new Extent(2, 2), PerAxis.One), index => Assert.Equal(-1, index));
    }

    [Fact]
    public void A_spacing_of_zero_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => DistanceTransform.Euclidean(new bool[4], new Extent(2, 2), new PerAxis(1, 0, 1)));
        Assert.Equal("DistanceTransform: the spacing must be positive and finite on every axis, but it is 1 x 0 x 1.", error.Message);
    }

    [Fact]
    public void A_mask_of_another_size_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => DistanceTransform.Transform(new bool[5], new Extent(2, 2), PerAxis.One, new double[4], new int[4]));
        Assert.Equal("DistanceTransform: the mask holds 5 samples but the extent 2x2 has 4.", error.Message);
    }

    private static (double Squared, int Place) BruteForce(bool[] mask, Extent extent, PerAxis spacing, int from)
    {
        var (best, place) = (double.PositiveInfinity, -1);
        var p = Grids.Place(extent, from);
        for (var i = 0; i < mask.Length; i++)
        {
            var q = Grids.Place(extent, i);
            var (dz, dy, dx) = ((p.Z - q.Z) * spacing.Depth, (p.Y - q.Y) * spacing.Height, (p.X - q.X) * spacing.Width);
            var squared = dz * dz + dy * dy + dx * dx;
            if (!mask[i] && squared < best)
                (best, place) = (squared, i);
        }
        return (best, place);
    }
}
