using FsCheck.Fluent;
using UNetSharp.Goldens;
using UNetSharp.Imaging;

namespace UNetSharp.Training.Tests.Augmentation;

public class DeformationTests
{
    private static readonly PerAxis Square = PerAxis.One;

    [Fact]
    public void Without_options_a_patch_is_cut_out_exactly() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        var patch = new Extent(random.Next(1, 3), random.Next(1, 40), random.Next(1, 40));
        var (top, left) = (random.Next(-50, 2000), random.Next(-50, 2000));
        var deformation = Draw(patch, (0, top + ((patch.Height - 1) / 2.0), left + ((patch.Width - 1) / 2.0)), AugmentationOptions.None, (ulong)random.Next());
        var (_, ys, xs) = Row(deformation, patch, 0, patch.Height - 1);
        Assert.All(ys, y => Assert.Equal(top + patch.Height - 1, y));
        Assert.Equal(Enumerable.Range(left, patch.Width).Select(x => (float)x), xs);
    }));

    [Fact]
    public void A_rotation_keeps_distances_and_turns_about_the_centre()
    {
        var patch = new Extent(21, 31);
        var options = new AugmentationOptions { Rotation = Interval.Only(90) };
        var deformation = Draw(patch, (0, 100, 200), options, 1);
        var (_, ys, xs) = Row(deformation, patch, 0, 10);
        // The middle row becomes a column through the centre.
        GoldenAssert.Close(xs, [.. Enumerable.Repeat(200f, 31)], absolute: 1e-4);
        Assert.Equal(30, Math.Abs(ys[30] - ys[0]), 4);
        Assert.Equal(100, ys[15], 4);
    }

    [Fact]
    public void A_rotation_keeps_lengths_where_pixels_are_not_square()
    {
        var patch = new Extent(21, 31);
        var spacing = new PerAxis(1, 2, 0.5);
        var deformation = Deformation.Draw(patch, (0, 100, 200), spacing, new AugmentationOptions { Rotation = Interval.Only(37) }, new RandomDraws(1, 0, 0), (1, 0));
        var (_, ys, xs) = Row(deformation, patch, 0, 10);
        Assert.Equal(30 * 0.5, Math.Sqrt(Math.Pow((ys[30] - ys[0]) * 2, 2) + Math.Pow((xs[30] - xs[0]) * 0.5, 2)), 3);
    }

    [Fact]
    public void A_magnification_of_2_reads_every_half_pixel()
    {
        var patch = new Extent(5, 9);
        var (_, _, xs) = Row(Draw(patch, (0, 10, 10), new AugmentationOptions { Scale = Interval.Only(2) }, 1), patch, 0, 2);
        Assert.Equal([8, 8.5f, 9, 9.5f, 10, 10.5f, 11, 11.5f, 12], xs);
    }

    [Fact]
    public void Displacements_at_the_nodes_are_those_drawn()
    {
        // Nodes at 0, 20 and 40: the cubic passes through them.
        var patch = new Extent(41, 41);
        var options = ElasticOptions.Paper2015 with { Magnitude = 3 };
        var grid = new DisplacementGrid(patch, options, Square, new RandomDraws(7, 0, 0));
        var draws = new RandomDraws(7, 0, 0);
        float[] heights = [.. Enumerable.Range(0, 9).Select(_ => (float)(draws.Normal() * 3))];
        for (var node = 0; node < 9; node++)
        {
            var row = new float[41];
            grid.AddTo(1, 0, node / 3 * 20, row);
            Assert.Equal(heights[node], row[node % 3 * 20], 4);
        }
    }

    [Fact]
    public void Between_nodes_the_field_is_smooth()
    {
        var patch = new Extent(97, 131);
        var grid = new DisplacementGrid(patch, ElasticOptions.Paper2015, Square, new RandomDraws(3, 0, 0));
        var field = new float[97][];
        for (var y = 0; y < 97; y++) grid.AddTo(2, 0, y, field[y] = new float[131]);
        // A cubic over 48 px with displacements of some 10 px bends by less than 0.2 px a pixel squared.
        for (var y = 1; y < 96; y++)
        {
            for (var x = 1; x < 130; x++)
            {
                Assert.True(Math.Abs(field[y][x - 1] - (2 * field[y][x]) + field[y][x + 1]) < 0.2);
                Assert.True(Math.Abs(field[y - 1][x] - (2 * field[y][x]) + field[y + 1][x]) < 0.2);
            }
        }
    }

    [Fact]
    public void The_weights_of_nodes_sum_to_1_and_keep_straight_lines_straight() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        var weights = new float[random.Next(2, 7)];
        var place = random.NextDouble() * (weights.Length - 1);
        DisplacementGrid.NodeWeights(place, weights);
        Assert.Equal(1, weights.Sum(), 5);
        Assert.Equal(place, weights.Select((weight, i) => (double)weight * i).Sum(), 4);
    }));

    [Theory]
    [InlineData(ElasticKind.CoarseGrid)]
    [InlineData(ElasticKind.SpacedGrid)]
    [InlineData(ElasticKind.SmoothNoise)]
    public void Displacements_are_as_large_as_asked_for(ElasticKind kind)
    {
        var patch = new Extent(150, 150);
        var options = new AugmentationOptions { Elastic = new ElasticOptions { Kind = kind, Magnitude = 10, Spacing = 40, Smoothness = 8 } };
        var squares = new List<double>();
        for (var number = 0u; number < 40; number++)
        {
            var deformation = Deformation.Draw(patch, (0, 74.5, 74.5), Square, options, new RandomDraws(5, 1, number), (5, number));
            for (var y = 0; y < 150; y += 10) squares.Add(Row(deformation, patch, 0, y).Xs.Select((x, i) => Math.Pow(x - i, 2)).Average());
        }

        // Between nodes cubics are somewhat less than at them; the noise's border somewhat more.
        Assert.InRange(Math.Sqrt(squares.Average()), 6.5, 12.5);
    }

    [Fact]
    public void An_image_equal_to_its_mask_stays_so_under_any_deformation() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        // Blocks of 12 pixels: away from their edges linear reading and nearest pixel agree.
        byte[] bytes = [.. Enumerable.Range(0, 96 * 96).Select(i => (byte)((((i / 96 / 12) + (i % 96 / 12)) % 3) + (i % 96 < 12 ? 1 : 0)))];
        var image = new Image(bytes, 96, 96);
        var data = SegmentationData.FromCases([new("a", ImageSource.Memory("a", image), ImageSource.Memory("b", image))]);
        var options = new PatchOptions(new Extent(80, 72), new Extent(40, 52))
        {
            Normalisation = Segmentation.IntensityNormalisation.None,
            Augmentation = AugmentationOptions.Default with { ElasticChance = 1, BrightnessChance = 0, ContrastChance = 0, GammaChance = 0, BlurChance = 0, NoiseChance = 0 },
        };
        var sampler = new PatchSampler(data, options, (ulong)random.Next());
        var (patch, labels, weights) = (new float[80 * 72], new int[40 * 52], new float[40 * 52]);
        sampler.Draw(random.Next(100), patch, labels, weights);
        var agree = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var sample = patch[((20 + (i / 52)) * 72) + 10 + (i % 52)];
            Assert.Contains(labels[i], data.Labels.Originals);
            // At an edge linear reading mixes two values; else it is the label, exactly.
            if (Math.Abs(sample - labels[i]) < 1e-4) agree++;
            else Assert.InRange(Math.Abs(sample - labels[i]), 0, 3);
        }

        Assert.True(agree > 0.6 * labels.Length, $"{agree} of {labels.Length} labels agree with the image.");
    }));

    private static Deformation Draw(Extent patch, (double, double, double) centre, AugmentationOptions options, ulong seed) =>
        Deformation.Draw(patch, centre, Square, options, new RandomDraws(seed, 0, 0), (seed, 0));

    private static (float[] Zs, float[] Ys, float[] Xs) Row(Deformation deformation, Extent patch, int z, int y)
    {
        var (zs, ys, xs) = (new float[patch.Width], new float[patch.Width], new float[patch.Width]);
        deformation.Row(z, y, zs, ys, xs);
        return (zs, ys, xs);
    }
}
