using FsCheck.Fluent;
using UNetSharp.Goldens;
using UNetSharp.Imaging;

namespace UNetSharp.Training.Tests.Weighting;

public class WeightMapTests
{
    private static readonly WeightMapOptions EveryPixel = WeightMapOptions.Paper2015 with { BorderInsideObjects = true };

    [Theory]
    [InlineData("unet_weight_map", true)]
    [InlineData("unet_weight_map_background_only", false)]
    [InlineData("unet_weight_map_one_cell", true)]
    public void The_papers_weights_equal_the_golden(string name, bool insideObjects)
    {
        var golden = Golden.Open(name);
        var objects = golden["labels"].ToInt32s();
        var extent = new Extent(golden["labels"].Shape[0], golden["labels"].Shape[1]);
        int[] labels = [.. objects.Select(number => number == 0 ? 0 : 1)];
        float[] classWeights = [golden.Params.GetProperty("wc_background").GetSingle(), golden.Params.GetProperty("wc_cell").GetSingle()];
        var weights = WeightMap.Compute(labels, objects, extent, classWeights, EveryPixel with { BorderInsideObjects = insideObjects });
        GoldenAssert.Close(weights, golden["y"].Values);
    }

    [Fact]
    public void The_border_term_equals_distances_measured_pixel_by_pixel() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        var extent = random.Next(2) == 0 ? new Extent(random.Next(1, 20), random.Next(1, 20)) : new Extent(random.Next(1, 5), random.Next(1, 8), random.Next(1, 8));
        // Sparse pixels of few numbers: objects of several pieces, some far apart.
        int[] objects = [.. Enumerable.Range(0, extent.Count).Select(_ => random.Next(8) == 0 ? random.Next(1, 5) * 7 : 0)];
        var sigma = 0.5 + random.NextDouble();
        var term = WeightMap.BorderTerm(objects, extent, 10, sigma);
        GoldenAssert.Close(term, BruteForce(objects, extent, 10, sigma), absolute: 1e-5, relative: 1e-5);
    }));

    [Fact]
    public void Without_given_objects_the_components_of_the_classes_are_kept_apart()
    {
        // Two cells, touching by a corner only: by faces they are two.
        int[] labels = [1, 0, 0, 1];
        var extent = new Extent(2, 2);
        var weights = WeightMap.Compute(labels, [], extent, [1, 1], WeightMapOptions.Paper2015);
        Assert.Equal(1 + (10 * Math.Exp(-4 / 50.0)), weights[1], 5);
        Assert.Equal(1, weights[0]);
    }

    [Fact]
    public void The_plugins_weights_follow_its_formula()
    {
        int[] labels = [1, 0, 0, 1, 0, -1];
        int[] objects = [1, 0, 0, 2, 0, 0];
        var weights = WeightMap.Compute(labels, objects, new Extent(1, 6), [], WeightMapOptions.Plugin2019);
        double Background(double d1, double d2) => 0.1 + (50 * Math.Exp(-(d1 + d2) * (d1 + d2) / 72)) + (0.9 * Math.Exp(-d1 * d1 / 200));
        Assert.Equal([1, (float)Background(1, 2), (float)Background(1, 2), 1, (float)Background(1, 4), 0], weights, (a, b) => MathF.Abs(a - b) < 1e-4f);
    }

    [Fact]
    public void Ignored_pixels_weigh_nothing()
    {
        Assert.Equal([2, 0, 3], WeightMap.Compute([0, -1, 1], [], new Extent(1, 3), [2, 3], new WeightMapOptions { Formula = WeightFormula.Classes }));
        Assert.Equal([1, 0, 1], WeightMap.Compute([0, -1, 1], [], new Extent(1, 3), [2, 3], WeightMapOptions.None));
    }

    [Fact]
    public void Balanced_classes_have_the_same_weight_in_all()
    {
        long[] pixels = [900, 100, 0];
        var weights = WeightMap.ClassWeights(pixels);
        Assert.Equal(pixels[0] * weights[0], pixels[1] * weights[1], 3);
        Assert.Equal(1000, (pixels[0] * weights[0]) + (pixels[1] * weights[1]), 3);
        Assert.Equal(1, weights[2]);
        Assert.Equal(10, WeightMap.ClassWeights([1_000_000, 10])[1]);
    }

    [Fact]
    public void Options_that_mean_nothing_are_refused() =>
        Assert.Equal("WeightMapOptions: BorderSigma must be at least 0.001 and finite, but it is 0.", Assert.Throws<ArgumentException>(() => (WeightMapOptions.Paper2015 with { BorderSigma = 0 }).Validate()).Message);

    private static float[] BruteForce(int[] objects, Extent extent, double weight, double sigma)
    {
        var numbers = objects.Where(number => number != 0).Distinct().ToArray();
        return [.. Enumerable.Range(0, extent.Count).Select(i =>
        {
            var nearest = numbers.Select(number => Enumerable.Range(0, extent.Count).Where(j => objects[j] == number).Min(j => Distance(extent, i, j))).Order().Take(2).ToArray();
            return nearest.Length < 2 ? 0f : (float)(weight * Math.Exp(-Math.Pow(nearest.Sum(), 2) / (2 * sigma * sigma)));
        })];
    }

    private static double Distance(Extent extent, int i, int j)
    {
        var (dz, dy, dx) = ((i / extent.Width / extent.Height) - (j / extent.Width / extent.Height), (i / extent.Width % extent.Height) - (j / extent.Width % extent.Height), (i % extent.Width) - (j % extent.Width));
        return Math.Sqrt((dz * dz) + (dy * dy) + (dx * dx));
    }
}
