using UNetSharp.Imaging;

namespace UNetSharp.Segmentation.Tests.Preprocessing;

public class NormalisationTests
{
    private static readonly float[] Samples = [3, 1000, 5, 2000, 10, 1000, 2, 4000];

    [Fact]
    public void Z_score_gives_each_channel_mean_0_and_deviation_1()
    {
        var samples = Samples.ToArray();
        IntensityNormalisation.ZScore.Apply(samples, channels: 2);
        for (var channel = 0; channel < 2; channel++)
        {
            var values = samples.Where((_, i) => i % 2 == channel).Select(value => (double)value).ToArray();
            Assert.Equal(0, values.Average(), 6);
            Assert.Equal(1, values.Average(value => value * value), 6);
        }

        // (3, 5, 10, 2): mean 5, variance (4 + 0 + 25 + 9) / 4.
        Assert.Equal(-2 / Math.Sqrt(9.5), samples[0], 6);
    }

    [Fact]
    public void A_large_mean_costs_no_digits()
    {
        float[] samples = [1_560_000, 1_560_001, 1_560_002];
        IntensityNormalisation.ZScore.Apply(samples);
        Assert.Equal([-1.2247449f, 0, 1.2247449f], samples, (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Zeros_around_a_scan_are_neither_counted_nor_changed()
    {
        float[] samples = [0, 4, 0, 6, 0];
        IntensityNormalisation.ZScoreNonzero.Apply(samples);
        Assert.Equal([0, -1, 0, 1, 0], samples);
    }

    [Fact]
    public void Min_max_and_bytes_give_0_to_1()
    {
        float[] samples = [2, 4, 6];
        IntensityNormalisation.MinMax.Apply(samples);
        Assert.Equal([0, 0.5f, 1], samples);
        float[] bytes = [0, 51, 255];
        IntensityNormalisation.Bytes.Apply(bytes);
        Assert.Equal([0, 0.2f, 1], bytes, (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Percentiles_interpolate_as_numpy_does()
    {
        float[] samples = [4, 0, 1, 3, 2]; // the 25th percentile is 1, the 90th 3.6
        IntensityNormalisation.Percentiles(25, 90).Apply(samples);
        Assert.Equal([3 / 2.6f, -1 / 2.6f, 0, 2 / 2.6f, 1 / 2.6f], samples, (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Fixed_clips_before_it_scales()
    {
        float[] samples = [-5000, 0, 100, 5000];
        IntensityNormalisation.Fixed(mean: 100, deviation: 50, lower: -100, upper: 300).Apply(samples);
        Assert.Equal([-4, -2, 0, 4], samples);
    }

    [Theory]
    [InlineData("z-score")]
    [InlineData("z-score-nonzero")]
    [InlineData("min-max")]
    [InlineData("percentiles 1 99")]
    public void A_constant_image_becomes_0_and_not_nan(string form)
    {
        float[] samples = [7, 7, 7];
        IntensityNormalisation.Parse(form).Apply(samples);
        Assert.Equal([0, 0, 0], samples);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("z-score")]
    [InlineData("percentiles 0.5 99.8")]
    [InlineData("divide 65535")]
    [InlineData("fixed 99.5 39.25 -41 324")]
    public void The_text_form_reads_back(string form)
    {
        var normalisation = IntensityNormalisation.Parse(form);
        Assert.Equal(form, normalisation.ToString());
        Assert.Equal(normalisation, IntensityNormalisation.Parse(normalisation.ToString()));
    }

    [Theory]
    [InlineData("zscore")]
    [InlineData("percentiles 1")]
    [InlineData("divide many")]
    public void Unknown_text_is_refused(string form) => Assert.Throws<FormatException>(() => IntensityNormalisation.Parse(form));

    [Fact]
    public void Impossible_parameters_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => IntensityNormalisation.Percentiles(99, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => IntensityNormalisation.Divide(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => IntensityNormalisation.Fixed(0, 0, -1, 1));
    }

    [Fact]
    public void Opacity_is_dropped_and_palettes_are_resolved()
    {
        var transparent = new Image(new byte[] { 1, 2, 3, 255, 4, 5, 6, 255 }, 1, 2, 4) { HasAlpha = true };
        Assert.Equal([1, 2, 3, 4, 5, 6], NetworkChannels.Of(transparent).Samples<byte>().ToArray());
        var grey = new Image(new byte[] { 1, 0 }, 1, 2) { Palette = new Palette(new Colour(9, 9, 9), new Colour(200, 200, 200)) };
        Assert.Equal([200, 9], NetworkChannels.Of(grey).Samples<byte>().ToArray());
        var red = new Image(new byte[] { 0 }, 1, 1) { Palette = new Palette(new Colour(255, 0, 0)) };
        Assert.Equal([255, 0, 0], NetworkChannels.Of(red).Samples<byte>().ToArray());
    }
}
