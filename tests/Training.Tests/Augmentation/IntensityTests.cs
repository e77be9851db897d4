using UNetSharp.Imaging;

namespace UNetSharp.Training.Tests.Augmentation;

public class IntensityTests
{
    private static readonly Extent Patch = new(64, 64);

    private static readonly float[] Image = [.. Enumerable.Range(0, 64 * 64).Select(i => (float)Math.Sin(i * 0.37) * (1 + (i % 64 / 64f)))];

    [Fact]
    public void Brightness_adds_deviations_and_contrast_scales_about_the_mean()
    {
        var range = ChannelRange.Of(Image, 1, 0);
        var brighter = Changed(new() { Brightness = Interval.Only(0.5) });
        Assert.All(Image.Zip(brighter), pair => Assert.Equal(pair.First + (0.5 * range.Deviation), pair.Second, tolerance: 1e-5));
        var flatter = Changed(new() { Contrast = Interval.Only(0.5) });
        Assert.All(Image.Zip(flatter), pair => Assert.Equal((pair.First + range.Mean) / 2.0, pair.Second, tolerance: 1e-5));
    }

    [Fact]
    public void Gamma_and_curves_keep_the_order_of_greys_and_gamma_the_ends()
    {
        var range = ChannelRange.Of(Image, 1, 0);
        var darker = Changed(new() { Gamma = Interval.Only(1.5) });
        var order = Enumerable.Range(0, Image.Length).OrderBy(i => Image[i]).ToArray();
        for (var i = 1; i < order.Length; i++) Assert.True(darker[order[i]] >= darker[order[i - 1]]);
        Assert.Equal(range.High, darker[order[^1]], 4);
        Assert.Equal(range.Low, darker[order[0]], 4);
        Assert.True(darker.Average() < Image.Average());
        var curved = Changed(new() { Curve = 0.05 });
        for (var i = 1; i < order.Length; i++) Assert.True(curved[order[i]] >= curved[order[i - 1]]);
        Assert.NotEqual(Image, curved);
    }

    [Fact]
    public void Noise_has_the_deviation_asked_for_and_differs_between_channels()
    {
        var deviation = ChannelRange.Of(Image, 1, 0).Deviation;
        var noise = Changed(new() { Noise = Interval.Only(0.2) }).Zip(Image, (noisy, clean) => (double)noisy - clean).ToArray();
        Assert.Equal(0, noise.Average(), 1);
        Assert.InRange(Math.Sqrt(noise.Average(value => value * value)) / deviation, 0.19, 0.21);
        var two = new float[2 * 64 * 64];
        NormalNoise.Add(two, 2, 0, 1, (1, 2, 3));
        NormalNoise.Add(two, 2, 1, 1, (1, 2, 3));
        Assert.NotEqual(two.Where((_, i) => i % 2 == 0), two.Where((_, i) => i % 2 == 1));
    }

    [Fact]
    public void Quantiles_are_those_of_the_normal_distribution()
    {
        // Φ(1) = 0.8413447461, Φ(−1.959964) = 0.025.
        Assert.Equal(1, NormalNoise.Quantile((int)(0.8413447461 * 65536)), 3);
        Assert.Equal(-1.959964, NormalNoise.Quantile((int)(0.025 * 65536)), 3);
        Assert.Equal(1, Enumerable.Range(0, 65536).Average(i => Math.Pow(NormalNoise.Quantile(i), 2)), 3);
    }

    [Fact]
    public void Blur_smooths_and_keeps_the_mean()
    {
        var blurred = Changed(new() { Blur = Interval.Only(1.5) });
        Assert.Equal(Image.Average(), blurred.Average(), 2);
        Assert.True(Roughness(blurred) < 0.5 * Roughness(Image));

        static double Roughness(float[] image) => Enumerable.Range(1, image.Length - 1).Average(i => Math.Pow(image[i] - image[i - 1], 2));
    }

    [Fact]
    public void A_constant_image_has_no_curve() =>
        Assert.Null(GreyCurve.Draw(ChannelRange.Of([3, 3, 3], 1, 0), AugmentationOptions.Default with { GammaChance = 1 }, new RandomDraws(1, 1, 1)));

    [Fact]
    public void Options_that_mean_nothing_are_refused_by_name()
    {
        static string Refusal(AugmentationOptions options) => Assert.Throws<ArgumentException>(options.Validate).Message;
        Assert.Equal("AugmentationOptions: Scale is 0..1, but must be within 0.1..10 times, the lower number first.", Refusal(new() { Scale = new(0, 1) }));
        Assert.Equal("AugmentationOptions: Gamma is 2..1, but must be within 0.1..10 as an exponent, the lower number first.", Refusal(new() { Gamma = new(2, 1) }));
        Assert.Equal("AugmentationOptions: NoiseChance is 2, but must be a share from 0 to 1.", Refusal(new() { NoiseChance = 2 }));
        Assert.Equal("ElasticOptions: Nodes is 1, but must be 2 to 64; the paper has 3.", Refusal(new() { Elastic = new() { Nodes = 1 } }));
        foreach (var preset in new[] { AugmentationOptions.None, AugmentationOptions.Paper2015, AugmentationOptions.Default }) preset.Validate();
    }

    private static float[] Changed(AugmentationOptions options)
    {
        var patch = Image.ToArray();
        IntensityAugmentation.Apply(patch, Patch, [ChannelRange.Of(Image, 1, 0)], options, new RandomDraws(1, 2, 3), (1, 3));
        return patch;
    }
}
