using FsCheck.Fluent;
using UNetSharp.Goldens;

namespace UNetSharp.Imaging.Tests.Algorithms;

public class ResamplingTests
{
    [Theory]
    [InlineData("elastic_2d", "y_order1_mirror", Interpolation.Linear, Border.Mirror)]
    [InlineData("elastic_2d", "y_order1_nearest", Interpolation.Linear, Border.Nearest)]
    [InlineData("elastic_2d", "y_order1_constant", Interpolation.Linear, Border.Constant)]
    [InlineData("elastic_2d", "y_order3_mirror", Interpolation.Cubic, Border.Mirror)]
    [InlineData("elastic_2d", "y_order3_nearest", Interpolation.Cubic, Border.Nearest)]
    [InlineData("elastic_2d", "y_order3_constant", Interpolation.Cubic, Border.Constant)]
    [InlineData("elastic_3d", "y_order1_mirror", Interpolation.Linear, Border.Mirror)]
    [InlineData("elastic_3d", "y_order3_mirror", Interpolation.Cubic, Border.Mirror)]
    public void Warping_equals_map_coordinates(string name, string expected, Interpolation interpolation, Border border)
    {
        var golden = Golden.Open(name);
        var extent = Grids.ExtentOf(golden["x"]);
        var image = new Interpolant(golden["x"].Values, extent, interpolation, border);
        var warped = Places(golden, extent).Select(p => image.At(p.Z, p.Y, p.X)).ToArray();
        GoldenAssert.Close(warped, golden[expected].Values, absolute: 5e-6, relative: 1e-5);
    }

    [Fact]
    public void Warped_labels_equal_map_coordinates_of_order_0()
    {
        var golden = Golden.Open("elastic_2d");
        var extent = Grids.ExtentOf(golden["x"]);
        var labels = golden["labels"].ToInt32s();
        var expected = golden["labels_order0_mirror"].ToInt32s();
        var places = Places(golden, extent).ToArray();
        var compared = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            // The golden's coordinates were summed in another precision: within 1e-4 of a half they may fall to either side.
            if (NearHalf(places[i].Y) || NearHalf(places[i].X))
                continue;
            compared++;
            Assert.Equal(expected[i], labels[Interpolant.NearestSample(extent, Border.Mirror, places[i].Z, places[i].Y, places[i].X)]);
        }
        Assert.True(compared > 0.99 * labels.Length);

        static bool NearHalf(double coordinate) => Math.Abs(coordinate - Math.Floor(coordinate) - 0.5) < 1e-4;
    }

    [Fact]
    public void Spline_coefficients_equal_those_of_scipy()
    {
        var golden = Golden.Open("elastic_2d");
        var coefficients = golden["x"].Values.ToArray();
        CubicSpline.Prefilter(coefficients, Grids.ExtentOf(golden["x"]), Border.Mirror);
        GoldenAssert.Close(coefficients, golden["spline_coefficients_mirror"].Values, absolute: 5e-6, relative: 1e-5);
    }

    [Fact]
    public void The_spline_passes_through_every_sample() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed, largest: 40 / (1 + Math.Abs(seed % 4)));
        var image = Grids.RandomImage(seed, extent);
        foreach (var border in Enum.GetValues<Border>())
        {
            var spline = new Interpolant(image, extent, Interpolation.Cubic, border);
            var read = Enumerable.Range(0, image.Length).Select(i => Grids.Place(extent, i)).Select(p => spline.At(p.Z, p.Y, p.X)).ToArray();
            GoldenAssert.Close(read, image, absolute: 1e-5, relative: 0, what: $"{border} {extent}");
        }
    }));

    [Fact]
    public void The_interpolant_has_the_symmetry_of_its_border() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        var row = Grids.RandomImage(seed, new Extent(1, 6));
        var x = random.NextDouble() * 20 - 7;
        foreach (var interpolation in Enum.GetValues<Interpolation>())
        {
            var mirror = new Interpolant(row, new Extent(1, 6), interpolation, Border.Mirror);
            var reflect = new Interpolant(row, new Extent(1, 6), interpolation, Border.Reflect);
            Assert.Equal(mirror.At(0, x), mirror.At(0, -x), 1e-5);
            Assert.Equal(mirror.At(0, x), mirror.At(0, x + 10), 1e-5);
            Assert.Equal(reflect.At(0, x), reflect.At(0, -1 - x), 1e-5);
            Assert.Equal(reflect.At(0, x), reflect.At(0, x + 12), 1e-5);
        }
    }));

    [Fact]
    public void Outside_a_constant_border_the_constant_stands()
    {
        var image = new Interpolant([1, 2, 3, 4], new Extent(2, 2), Interpolation.Linear, Border.Constant, constant: -7);
        Assert.Equal(2.5f, image.At(0.5, 0.5));
        Assert.Equal(4f, image.At(1, 1));
        Assert.Equal(-7f, image.At(1.001, 1));
        Assert.Equal(-7f, image.At(0, -0.001));
        Assert.Equal(-1, Interpolant.NearestSample(new Extent(2, 2), Border.Constant, 0, 1.2, 0));
    }

    [Theory]
    [InlineData("y_order1", Interpolation.Linear)]
    [InlineData("y_order3", Interpolation.Cubic)]
    public void Zooming_equals_that_of_scipy(string expected, Interpolation interpolation)
    {
        var golden = Golden.Open("zoom_3d");
        var extent = Grids.ExtentOf(golden["x"]);
        var target = Resize.Scaled(extent, Grids.PerAxisOf(golden.Params.GetProperty("zoom")));
        Assert.Equal(Grids.ExtentOf(golden[expected]), target);
        var zoomed = Resize.To(golden["x"].Values, extent, target, new ResizeOptions(interpolation, Alignment: GridAlignment.Corners, Clip: false));
        GoldenAssert.Close(zoomed, golden[expected].Values, absolute: 5e-6, relative: 1e-5);
    }

    [Fact]
    public void Linear_resizing_equals_pytorch_for_both_alignments()
    {
        string[] names = [.. Golden.NamesStartingWith("upsample_bilinear"), .. Golden.NamesStartingWith("upsample_trilinear")];
        Assert.SkipWhen(names.Length == 0, "The goldens are absent.");
        foreach (var name in names)
        {
            var golden = Golden.Open(name);
            var alignment = name.EndsWith("noalign", StringComparison.Ordinal) ? GridAlignment.Edges : GridAlignment.Corners;
            CompareImages(golden, (image, extent, target) => Resize.To(image, extent, target, new ResizeOptions(Alignment: alignment)));
        }
    }

    [Theory]
    [InlineData("upsample_nearest_2d_4x5_to_x2")]
    [InlineData("upsample_nearest_3d_3x4x3_to_x2")]
    public void Nearest_doubling_equals_pytorch(string name)
    {
        CompareImages(Golden.Open(name), (image, extent, target) => Resize.Nearest<float>(image, extent, target));
        CompareImages(Golden.Open(name), (image, extent, target) => Resize.To(image, extent, target, new ResizeOptions(Interpolation.Nearest)));
    }

    [Fact]
    public void Cubic_resizing_reads_the_edge_continued_spline_at_half_pixel_centres()
    {
        var extent = new Extent(3, 7, 5);
        var target = new Extent(4, 10, 3);
        var image = Grids.RandomImage(5, extent);
        var spline = new Interpolant(image, extent, Interpolation.Cubic, Border.Nearest);
        var expected = Enumerable.Range(0, target.Count).Select(i => Grids.Place(target, i))
            .Select(p => spline.At((p.Z + 0.5) * 3 / 4 - 0.5, (p.Y + 0.5) * 7 / 10 - 0.5, (p.X + 0.5) * 5 / 3 - 0.5)).ToArray();
        GoldenAssert.Close(Resize.To(image, extent, target, new ResizeOptions(Interpolation.Cubic, Clip: false)), expected);
    }

    [Fact]
    public void Clipping_keeps_a_cubic_step_between_its_levels()
    {
        float[] step = [0, 0, 0, 1, 1, 1];
        var overshooting = Resize.To(step, new Extent(1, 6), new Extent(1, 15), new ResizeOptions(Interpolation.Cubic, Clip: false));
        var clipped = Resize.To(step, new Extent(1, 6), new Extent(1, 15), new ResizeOptions(Interpolation.Cubic));
        Assert.True(overshooting.Min() < 0 && overshooting.Max() > 1);
        Assert.Equal(overshooting.Select(value => Math.Clamp(value, 0, 1)), clipped);
    }

    [Fact]
    public void Slices_can_be_taken_nearest_while_planes_are_interpolated()
    {
        float[] volume = [0, 2, 10, 12];
        var resized = Resize.To(volume, new Extent(2, 1, 2), new Extent(4, 1, 4), new ResizeOptions(AcrossSlices: Interpolation.Nearest));
        Assert.Equal([0, .5f, 1.5f, 2, 0, .5f, 1.5f, 2, 10, 10.5f, 11.5f, 12, 10, 10.5f, 11.5f, 12], resized);
    }

    [Fact]
    public void Nearest_labels_are_those_under_the_centres() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var (extent, target) = (Grids.RandomExtent(seed), Grids.RandomExtent(seed + 1));
        var labels = Grids.RandomLabels(seed, extent, labels: 9);
        var resized = Resize.Nearest<int>(labels, extent, target);
        for (var i = 0; i < resized.Length; i++)
        {
            var (z, y, x) = Grids.Place(target, i);
            int Under(int at, int length, int count) => (int)Math.Floor((at + 0.5m) * length / count);
            Assert.Equal(labels[extent.IndexOf(Under(z, extent.Depth, target.Depth), Under(y, extent.Height, target.Height), Under(x, extent.Width, target.Width))], resized[i]);
        }
    }));

    [Theory]
    [InlineData(5, 0.5, 2)]
    [InlineData(7, 0.5, 4)]
    [InlineData(3, 0.1, 1)]
    public void Scaled_sides_round_halves_to_even_and_never_vanish(int side, double factor, int expected) =>
        Assert.Equal(new Extent(expected, side), Resize.Scaled(new Extent(side, side), new PerAxis(factor, 1)));

    private static IEnumerable<(double Z, double Y, double X)> Places(Golden golden, Extent extent)
    {
        var displacement = golden["displacement"].Values;
        var axes = displacement.Length / extent.Count;
        for (var i = 0; i < extent.Count; i++)
        {
            var (z, y, x) = Grids.Place(extent, i);
            double Moved(int place, int axisFromLast) => axisFromLast >= axes ? place : place + (double)displacement[(axes - 1 - axisFromLast) * extent.Count + i];
            yield return (Moved(z, 2), Moved(y, 1), Moved(x, 0));
        }
    }

    // Goldens of networks are [N, C, (D,) H, W]: each of the N·C grids is one image.
    private static void CompareImages(Golden golden, Func<float[], Extent, Extent, float[]> resize)
    {
        var (extent, target) = (Inner(golden["x"]), Inner(golden["y"]));
        var images = golden["x"].Values.Chunk(extent.Count);
        float[] resized = [.. images.SelectMany(image => resize(image, extent, target))];
        GoldenAssert.Close(resized, golden["y"].Values, absolute: 1e-6, relative: 1e-5, what: golden.Name);

        static Extent Inner(GoldenTensor tensor) => tensor.Shape.Length == 4
            ? new Extent(tensor.Shape[2], tensor.Shape[3])
            : new Extent(tensor.Shape[2], tensor.Shape[3], tensor.Shape[4]);
    }
}
