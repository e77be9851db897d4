using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Kernels;

namespace UNetSharp.Segmentation.Tests.Tiles;

public class TileReaderTests
{
    [Fact]
    public void A_row_goes_on_as_in_a_mirror_without_its_edge_twice()
    {
        var reader = new MirrorReader([1, 2, 3], new(1, 1, 3), 1);
        var window = new float[13];
        reader.Read(new(0, 0, -5), new(1, 1, 13), window);
        Assert.Equal([2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2], window);
    }

    [Fact]
    public void A_single_sample_goes_on_for_ever()
    {
        var window = new float[2 * 5 * 5 * 4];
        new MirrorReader([7, 8], new(1, 1, 1), 2).Read(new(-3, 10, -2), new(4, 5, 5), window);
        Assert.Equal(Enumerable.Repeat(new[] { 7f, 8 }, 100).SelectMany(pixel => pixel), window);
    }

    [Fact]
    public void Every_window_equals_the_mirrored_image_sample_by_sample() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        var (extent, channels) = (new Triple(1 + random.Next(3), 1 + random.Next(5), 1 + random.Next(5)), 1 + random.Next(3));
        var samples = Enumerable.Range(0, extent.Product * channels).Select(i => (float)i).ToArray();
        var (start, size) = (new Triple(random.Next(-9, 9), random.Next(-9, 9), random.Next(-9, 9)), new Triple(1 + random.Next(4), 1 + random.Next(12), 1 + random.Next(12)));
        var window = new float[size.Product * channels];
        new MirrorReader(samples, extent, channels).Read(start, size, window);
        var at = 0;
        for (var z = 0; z < size.D; z++)
        {
            for (var y = 0; y < size.H; y++)
            {
                for (var x = 0; x < size.W; x++)
                {
                    var pixel = (((Walk(start.D + z, extent.D) * extent.H) + Walk(start.H + y, extent.H)) * extent.W) + Walk(start.W + x, extent.W);
                    for (var c = 0; c < channels; c++) Assert.Equal(samples[(pixel * channels) + c], window[at++]);
                }
            }
        }
    }));

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public void Right_angles_are_exact(double degrees)
    {
        float[] samples = [1, 2, 3, 4, 5, 6];
        var reader = new RotatedReader(samples, new(1, 2, 3), 1, degrees);
        var canvas = new float[6];
        reader.Read(default, reader.Canvas, canvas);
        // From the width axis (right) towards the height axis (down): clockwise on a screen.
        Assert.Equal(degrees switch { 0 => [1f, 2, 3, 4, 5, 6], 90 => [4f, 1, 5, 2, 6, 3], 180 => [6f, 5, 4, 3, 2, 1], _ => [3f, 6, 2, 5, 1, 4] }, canvas);
        var back = new float[6];
        reader.AddBack(canvas, 2, back);
        Assert.Equal(samples.Select(sample => 2 * sample), back);
    }

    [Fact]
    public void A_plane_turned_and_turned_back_is_the_plane_inside()
    {
        // Bilinear interpolation is exact on a + b·y + c·x, away from the mirrored border.
        var (h, w) = (21, 24);
        var samples = Enumerable.Range(0, h * w).Select(i => (0.5f * (i / w)) - (0.25f * (i % w))).ToArray();
        var reader = new RotatedReader(samples, new(1, h, w), 1, 45);
        var canvas = new float[reader.Canvas.Product];
        reader.Read(default, reader.Canvas, canvas);
        var back = new float[samples.Length];
        reader.AddBack(canvas, 1, back);
        for (var y = 3; y < h - 3; y++)
        {
            for (var x = 3; x < w - 3; x++) Assert.Equal(samples[(y * w) + x], back[(y * w) + x], 1e-4);
        }
    }

    // To and fro between the walls, a step at a time.
    private static int Walk(int index, int length)
    {
        var (at, direction) = (0, 1);
        for (var step = 0; step < Math.Abs(index) && length > 1; step++)
        {
            if (at + direction < 0 || at + direction >= length) direction = -direction;
            at += direction;
        }

        return at;
    }
}
