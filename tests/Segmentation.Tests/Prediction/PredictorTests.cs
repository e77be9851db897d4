using UNetSharp.Imaging;
using UNetSharp.Kernels;
using UNetSharp.Networks;

namespace UNetSharp.Segmentation.Tests.Prediction;

public class PredictorTests
{
    [Theory]
    [InlineData(75, 61, 60)]
    [InlineData(33, 90, 52)]
    [InlineData(7, 130, 60)]
    [InlineData(1, 1, 44)]
    [InlineData(20, 24, 44)]
    public void Tiles_of_a_valid_network_equal_one_pass_over_the_whole_mirrored_image(int height, int width, int tile)
    {
        var image = Networks.RandomImage(height, 1, height, width);
        var expected = Networks.OnePass(Networks.Valid, image);
        var predicted = new Predictor(Networks.Valid, new() { Tile = tile }).Predict(image);
        Assert.Equal((1, height, width, 3), (predicted.Probabilities.Depth, predicted.Probabilities.Height, predicted.Probabilities.Width, predicted.Probabilities.Channels));
        // An image smaller than a tile lies in its middle, where the pass has it at the front: a multiple of the stride apart.
        AssertClose(expected, predicted.Probabilities.Samples<float>(), 2e-6f);
    }

    [Fact]
    public void Overlapping_tiles_of_a_valid_network_agree_with_those_that_only_touch()
    {
        var image = Networks.RandomImage(5, 1, 70, 83);
        var expected = new Predictor(Networks.Valid, new() { Tile = 60 }).Predict(image);
        var blended = new Predictor(Networks.Valid, new() { Tile = 60, Overlap = 0.5, Blend = Blend.Gaussian }).Predict(image);
        AssertClose(expected.Probabilities.Samples<float>(), blended.Probabilities.Samples<float>(), 2e-6f);
    }

    [Theory]
    [InlineData(Blend.None)]
    [InlineData(Blend.Uniform)]
    [InlineData(Blend.Gaussian)]
    public void A_constant_gives_the_constant(Blend blend)
    {
        var image = new Image(Enumerable.Repeat(0.3f, 45 * 52).ToArray(), 45, 52);
        var model = Networks.Of(new Pointwise());
        var predicted = new Predictor(model, new() { Tile = 16, Blend = blend }).Predict(image);
        var expected = 1 / (1 + MathF.Exp(-0.3f));
        var samples = predicted.Probabilities.Samples<float>().ToArray();
        Assert.All(samples.Where((_, i) => i % 2 == 1), probability => Assert.Equal(expected, probability, 1e-5));
        Assert.All(samples.Where((_, i) => i % 2 == 0), probability => Assert.Equal(1 - expected, probability, 1e-5));
    }

    [Theory]
    [InlineData(Averaging.None)]
    [InlineData(Averaging.Mirror)]
    public void Averaging_a_function_that_keeps_to_its_symmetries_is_the_function(Averaging averaging)
    {
        var image = Networks.RandomImage(9, 1, 37, 50);
        var predicted = new Predictor(Networks.Of(new Pointwise()), new() { Tile = 16, Averaging = averaging }).Predict(image).Probabilities.Samples<float>();
        var samples = image.Samples<float>();
        for (var i = 0; i < samples.Length; i++) Assert.Equal(1 / (1 + MathF.Exp(-samples[i])), predicted[(2 * i) + 1], 1e-5);
    }

    [Fact]
    public void Turned_versions_of_something_smooth_agree()
    {
        var image = new Image(Enumerable.Range(0, 30 * 34).Select(i => (0.02f * (i / 34)) - (0.01f * (i % 34))).ToArray(), 30, 34);
        var model = Networks.Of(new Pointwise());
        var plain = new Predictor(model).Predict(image).Probabilities;
        var turned = new Predictor(model, new() { Averaging = Averaging.Rotate }).Predict(image).Probabilities;
        for (var y = 3; y < 27; y++)
        {
            for (var x = 3; x < 31; x++) Assert.Equal(plain.Samples<float>()[2 * ((y * 34) + x)], turned.Samples<float>()[2 * ((y * 34) + x)], 1e-3);
        }
    }

    [Fact]
    public void Mirroring_the_image_mirrors_the_averaged_answer()
    {
        // A square tile that covers all: the symmetries of the tile are those of the image.
        var image = Networks.RandomImage(3, 1, 28, 28, 2);
        var predictor = new Predictor(Networks.Padded, new() { Averaging = Averaging.Mirror });
        var straight = predictor.Predict(image).Probabilities.Samples<float>().ToArray();
        foreach (var symmetry in Symmetry.OfPictures)
        {
            var extent = new Triple(1, 28, 28);
            var (turned, expected) = (new float[28 * 28 * 2], new float[28 * 28 * 2]);
            symmetry.Apply(image.Samples<float>(), extent, turned);
            symmetry.Apply(straight, extent, expected);
            AssertClose(expected, predictor.Predict(new Image(turned, 28, 28, 2)).Probabilities.Samples<float>(), 5e-6f);
        }
    }

    [Fact]
    public void A_tile_that_is_not_square_is_turned_too()
    {
        var image = Networks.RandomImage(4, 1, 20, 44, 2);
        var predictor = new Predictor(Networks.Padded, new() { Averaging = Averaging.Mirror });
        Assert.Equal(new Triple(1, 20, 44), predictor.GridFor(new(1, 20, 44)).Shape.Input);
        var probabilities = predictor.Predict(image).Probabilities.Samples<float>().ToArray();
        Assert.All(probabilities.Chunk(2), pixel => Assert.Equal(1, pixel.Sum(), 1e-5));
    }

    [Fact]
    public void Labels_are_the_most_probable_classes_in_the_masks_own_numbers()
    {
        var model = Networks.Of(new UNet(Channels: 1, Classes: 3, Width: 2, Depth: 2), 7, card => new ModelCard(LabelMap.Parse("values 10 200 90")) { Normalisation = card.Normalisation });
        var image = Networks.RandomImage(2, 1, 40, 47);
        var predictor = new Predictor(model, new() { Tile = 44 });
        var classes = predictor.Predict(image).Classes();
        var labels = predictor.Segment(image);
        Assert.Equal(classes.Select(label => (byte)(label switch { 0 => 10, 1 => 200, _ => 90 })), labels.Samples<byte>().ToArray());
    }

    [Fact]
    public void A_stack_is_taken_plane_by_plane_and_keeps_its_geometry()
    {
        var spacing = new Spacing(2, 0.5, 0.5, "µm");
        var stack = new Image(Networks.RandomImage(6, 3, 30, 31).Samples<float>().ToArray(), 3, 30, 31, 1) { Spacing = spacing };
        var predictor = new Predictor(Networks.Valid);
        var labels = predictor.Segment(stack);
        Assert.Equal((3, 30, 31, 1, spacing), (labels.Depth, labels.Height, labels.Width, labels.Channels, labels.Spacing));
        Assert.Equal(predictor.Segment(stack.Plane(1)).Samples<byte>().ToArray(), labels.Plane(1).Samples<byte>().ToArray());
    }

    [Fact]
    public void A_volume_is_taken_in_blocks()
    {
        var image = Networks.RandomImage(6, 11, 21, 30);
        var predictor = new Predictor(Networks.Of(new Pointwise(3)), new() { Tile = 8, Averaging = Averaging.Mirror });
        Assert.Equal(new Triple(8, 8, 8), predictor.GridFor(new(11, 21, 30)).Shape.Input);
        var probabilities = predictor.Predict(image).Probabilities.Samples<float>();
        var samples = image.Samples<float>();
        for (var i = 0; i < samples.Length; i++) Assert.Equal(1 / (1 + MathF.Exp(-samples[i])), probabilities[(2 * i) + 1], 1e-5);
        Assert.Equal(samples.ToArray().Select(sample => (byte)(sample > 0 ? 1 : 0)), predictor.Segment(image).Samples<byte>().ToArray());
    }

    [Fact]
    public void An_image_of_another_spacing_is_resampled_and_its_labels_come_back_in_its_own()
    {
        // Bright on the right; the model knows half the resolution.
        var model = Networks.Of(new Pointwise(), change: card => card with { Spacing = new Spacing(1, 1, 1, "µm") });
        var image = new Image(Enumerable.Range(0, 20 * 40).Select(i => i % 40 < 20 ? -1f : 1).ToArray(), 20, 40) { Spacing = new Spacing(500, 500, 500, "nm") };
        var predictor = new Predictor(model);
        Assert.Equal(new Extent(10, 20), PreparedImage.Of(image, predictor.Card, 2).Extent);
        Assert.Equal(Enumerable.Range(0, 20 * 40).Select(i => (byte)(i % 40 < 20 ? 0 : 1)), predictor.Segment(image).Samples<byte>().ToArray());
    }

    [Fact]
    public void An_ensemble_averages_probabilities()
    {
        var image = Networks.RandomImage(1, 1, 20, 20, 2);
        var one = new Predictor(Networks.Padded).Predict(image);
        var two = new Predictor(Networks.Of(new UNet(Channels: 2, Classes: 2, Width: 2, Depth: 1, Padding: Padding.Same), 3)).Predict(image);
        var mean = Segmentation.Prediction.Average(one, two).Probabilities.Samples<float>();
        for (var i = 0; i < mean.Length; i++) Assert.Equal((one.Probabilities.Samples<float>()[i] + two.Probabilities.Samples<float>()[i]) / 2, mean[i], 1e-6);
    }

    [Fact]
    public void Wrong_channels_are_refused_with_both_numbers()
    {
        var error = Assert.Throws<ArgumentException>(() => new Predictor(Networks.Padded).Segment(Networks.RandomImage(1, 1, 20, 20, 3)));
        Assert.Contains("takes 2 channels, but the image has 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_refused_by_a_model_of_volumes()
    {
        var error = Assert.Throws<ArgumentException>(() => new Predictor(Networks.Of(new Pointwise(3))).Segment(Networks.RandomImage(1, 1, 20, 20)));
        Assert.Contains("takes volumes, but the image is a picture of one plane", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_rises_to_one()
    {
        var told = new List<double>();
        new Predictor(Networks.Valid, new() { Tile = 44 }).Segment(Networks.RandomImage(6, 2, 30, 31), new Listener(told));
        Assert.Equal(told.Order(), told);
        Assert.Equal(1, told[^1], 1e-12);
    }

    [Fact]
    public void A_token_stops_it()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => new Predictor(Networks.Valid).Segment(Networks.RandomImage(6, 1, 30, 31), null, source.Token));
    }

    private sealed class Listener(List<double> told) : IProgress<double>
    {
        public void Report(double value) => told.Add(value);
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.True(MathF.Abs(expected[i] - actual[i]) <= tolerance, $"at {i}: expected {expected[i]}, found {actual[i]}");
    }
}
