using FsCheck.Fluent;
using UNetSharp.Goldens;
using UNetSharp.Imaging;

namespace UNetSharp.Training.Tests.Augmentation;

public class ReadingTests
{
    [Theory]
    [InlineData("elastic_2d")]
    [InlineData("elastic_3d")]
    public void Linear_and_cubic_reading_equal_scipy(string name)
    {
        var golden = Golden.Open(name);
        var (image, extent) = (golden["x"].Values, ExtentOf(golden["x"]));
        GoldenAssert.Close(Read(golden, extent, (zs, ys, xs, row) => LinearReading.Row(image, extent, 1, zs, ys, xs, row)), golden["y_order1_mirror"].Values);
        var coefficients = image.ToArray();
        CubicSpline.Prefilter(coefficients, extent, Border.Mirror);
        GoldenAssert.Close(Read(golden, extent, (zs, ys, xs, row) => SplineReading.Row(coefficients, extent, 1, zs, ys, xs, row)), golden["y_order3_mirror"].Values);
    }

    [Fact]
    public void Labels_are_read_as_scipy_reads_them()
    {
        var golden = Golden.Open("elastic_2d");
        var (labels, extent) = (golden["labels"].ToInt32s(), ExtentOf(golden["x"]));
        var (zs, ys, xs) = Coordinates(golden, extent);
        var read = new int[extent.Count];
        NearestReading.Row(labels, extent, zs, ys, xs, read);
        var expected = golden["labels_order0_mirror"].ToInt32s();
        var compared = 0;
        for (var i = 0; i < read.Length; i++)
        {
            // The golden's own note: halfway between pixels rounding decides.
            if (Halfway(ys[i]) || Halfway(xs[i])) continue;
            Assert.Equal(expected[i], read[i]);
            compared++;
        }

        Assert.True(compared > read.Length * 0.99);

        static bool Halfway(float coordinate) => Math.Abs(coordinate - MathF.Floor(coordinate) - 0.5) < 1e-4;
    }

    [Fact]
    public void Any_row_of_any_image_is_what_the_interpolant_says() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        var extent = random.Next(2) == 0 ? new Extent(random.Next(1, 9), random.Next(1, 9)) : new Extent(random.Next(2, 5), random.Next(1, 6), random.Next(1, 6));
        var channels = random.Next(1, 4);
        float[] image = [.. Enumerable.Range(0, extent.Count * channels).Select(_ => random.NextSingle())];
        float[] Line(int side) => [.. Enumerable.Range(0, 9).Select(_ => (float)((random.NextDouble() * 6 * side) - (2 * side)))];
        var (zs, ys, xs) = (Line(extent.Depth), Line(extent.Height), Line(extent.Width));
        if (extent.IsPlanar) Array.Clear(zs);
        var (linear, cubic, splines) = (new float[9 * channels], new float[9 * channels], image.ToArray());
        LinearReading.Row(image, extent, channels, zs, ys, xs, linear);
        for (var c = 0; c < channels; c++)
        {
            float[] alone = [.. image.Where((_, i) => i % channels == c)];
            var coefficients = alone.ToArray();
            CubicSpline.Prefilter(coefficients, extent, Border.Mirror);
            for (var i = 0; i < coefficients.Length; i++) splines[(i * channels) + c] = coefficients[i];
        }

        SplineReading.Row(splines, extent, channels, zs, ys, xs, cubic);
        for (var c = 0; c < channels; c++)
        {
            float[] alone = [.. image.Where((_, i) => i % channels == c)];
            var (straight, smooth) = (new Interpolant(alone, extent, Interpolation.Linear, Border.Mirror), new Interpolant(alone, extent, Interpolation.Cubic, Border.Mirror));
            for (var i = 0; i < 9; i++)
            {
                GoldenAssert.Close(linear[(i * channels) + c], straight.At(zs[i], ys[i], xs[i]), absolute: 2e-5, what: "linear");
                GoldenAssert.Close(cubic[(i * channels) + c], smooth.At(zs[i], ys[i], xs[i]), absolute: 1e-4, what: "cubic");
            }
        }
    }));

    private static float[] Read(Golden golden, Extent extent, RowReader read)
    {
        var (zs, ys, xs) = Coordinates(golden, extent);
        var values = new float[extent.Count];
        read(zs, ys, xs, values);
        return values;
    }

    private static (float[] Zs, float[] Ys, float[] Xs) Coordinates(Golden golden, Extent extent)
    {
        var displacement = golden["displacement"].Values;
        var first = displacement.Length / extent.Count == 3 ? 1 : 0;
        var (zs, ys, xs) = (new float[extent.Count], new float[extent.Count], new float[extent.Count]);
        for (var i = 0; i < extent.Count; i++)
        {
            if (first == 1) zs[i] = (i / extent.Width / extent.Height) + displacement[i];
            ys[i] = (i / extent.Width % extent.Height) + displacement[(first * extent.Count) + i];
            xs[i] = (i % extent.Width) + displacement[((first + 1) * extent.Count) + i];
        }

        return (zs, ys, xs);
    }

    private static Extent ExtentOf(GoldenTensor tensor) => tensor.Shape.Length == 2 ? new Extent(tensor.Shape[0], tensor.Shape[1]) : new Extent(tensor.Shape[0], tensor.Shape[1], tensor.Shape[2]);

    private delegate void RowReader(ReadOnlySpan<float> zs, ReadOnlySpan<float> ys, ReadOnlySpan<float> xs, Span<float> row);
}
