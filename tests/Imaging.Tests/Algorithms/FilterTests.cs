using FsCheck.Fluent;
using UNetSharp.Goldens;

namespace UNetSharp.Imaging.Tests.Algorithms;

public class FilterTests
{
    [Theory]
    [InlineData("gaussian_filter_reflect", Border.Reflect)]
    [InlineData("gaussian_filter_mirror", Border.Mirror)]
    [InlineData("gaussian_filter_nearest", Border.Nearest)]
    [InlineData("gaussian_filter_constant", Border.Constant)]
    [InlineData("gaussian_filter_3d_reflect", Border.Reflect)]
    public void Smoothing_equals_that_of_scipy(string name, Border border)
    {
        var golden = Golden.Open(name);
        var smooth = GaussianFilter.Smooth(golden["x"].Values, Grids.ExtentOf(golden["x"]), Grids.PerAxisOf(golden.Params.GetProperty("sigma")), border);
        GoldenAssert.Close(smooth, golden["y"].Values, absolute: 2e-6, relative: 1e-6);
    }

    [Theory]
    [InlineData(Border.Reflect)]
    [InlineData(Border.Mirror)]
    [InlineData(Border.Nearest)]
    public void A_constant_stays_what_it_is_even_where_the_filter_is_wider_than_the_image(Border border)
    {
        var extent = new Extent(2, 3, 1);
        float[] constant = [3, 3, 3, 3, 3, 3];
        GoldenAssert.Close(GaussianFilter.Smooth(constant, extent, PerAxis.Same(5), border), constant, relative: 1e-6);
    }

    [Fact]
    public void Smoothing_commutes_with_exchanging_rows_and_columns() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed, largest: 12);
        var image = Grids.RandomImage(seed, extent);
        var transposed = new Extent(extent.Depth, extent.Width, extent.Height);
        var border = (Border)Math.Abs(seed % 4);
        var smooth = GaussianFilter.Smooth(image, extent, new PerAxis(0.4, 0.8, 1.7), border);
        var other = GaussianFilter.Smooth(Grids.Transpose(image, extent), transposed, new PerAxis(0.4, 1.7, 0.8), border);
        GoldenAssert.Close(Grids.Transpose(smooth, extent), other, absolute: 1e-6, relative: 1e-6);
    }));

    [Fact]
    public void Sigma_zero_leaves_the_image_alone()
    {
        var image = Grids.RandomImage(1, new Extent(4, 5));
        Assert.Equal(image, GaussianFilter.Smooth(image, new Extent(4, 5), PerAxis.Same(0)));
    }

    [Fact]
    public void A_negative_sigma_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => GaussianFilter.Smooth(new float[4], new Extent(2, 2), PerAxis.Same(-1)));
        Assert.StartsWith("GaussianFilter: sigma -1 of axis 0 is not a standard deviation; use 0 to leave an axis alone.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Border.Reflect, "dcba abcd dcba")]
    [InlineData(Border.Mirror, "cdcb abcd cbab")]
    [InlineData(Border.Nearest, "aaaa abcd dddd")]
    [InlineData(Border.Constant, "---- abcd ----")]
    public void Borders_continue_a_row_as_drawn(Border border, string expected)
    {
        var row = string.Concat(Enumerable.Range(-4, 12).Select(i => border.Inside(i, 4) is >= 0 and var inside ? "abcd"[inside] : '-'));
        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), row);
    }

    [Fact]
    public void Coordinates_come_inside_as_indices_do() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        var (length, index) = (random.Next(1, 6), random.Next(-20, 21));
        foreach (var border in Enum.GetValues<Border>())
        {
            var inside = border.Inside(index, length);
            var coordinate = border.Inside((double)index, length);
            Assert.Equal(inside < 0 ? double.NaN : inside, coordinate);
        }
    }));
}
