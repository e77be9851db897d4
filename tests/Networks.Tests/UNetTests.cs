using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

public class UNetTests
{
    [Theory]
    [InlineData(1, 2, 64, 31_030_658)]
    [InlineData(3, 2, 64, 31_031_810)]
    [InlineData(1, 2, 32, 7_759_554)]
    public void The_papers_network_has_the_papers_parameters(int channels, int classes, int width, long parameters) =>
        Assert.Equal(parameters, Parameters(new UNet(channels, classes, width)));

    [Theory]
    [InlineData(1, 2, Upsampling.Transposed, 31_036_546)]
    [InlineData(3, 2, Upsampling.Transposed, 31_037_698)]
    [InlineData(3, 1, Upsampling.Transposed, 31_037_633)]
    [InlineData(1, 1, Upsampling.Transposed, 31_036_481)]
    [InlineData(3, 2, Upsampling.Bilinear, 17_263_042)]
    public void Padded_with_batch_norm_it_has_the_parameters_of_milesials(int channels, int classes, Upsampling upsampling, long parameters) =>
        Assert.Equal(parameters, Parameters(new UNet(channels, classes, Padding: Padding.Same, Normalisation: Normalisation.Batch, Upsampling: upsampling)));

    [Theory]
    [InlineData(572, 388)]
    [InlineData(540, 356)]
    [InlineData(508, 324)]
    [InlineData(188, 4)]
    public void Valid_convolutions_take_184_pixels_off(int size, int result) =>
        Assert.Equal([1, result, result + 16, 2], Build(new UNet(Width: 2), [1, size, size + 16, 1]).Shape);

    [Fact]
    public void Same_padding_keeps_any_size() =>
        Assert.Equal([2, 37, 50, 2], Build(new UNet(Width: 2, Padding: Padding.Same), [2, 37, 50, 1]).Shape);

    [Fact]
    public void A_size_that_does_not_fit_is_refused_with_the_nearest_that_do()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Build(new UNet(), [1, 572, 512, 1]));
        Assert.Equal("UNet: width 512 does not fit 4 levels of valid convolutions; the nearest that fit are 508 and 524: pad, crop or tile the image.", refusal.Message);
    }

    [Fact]
    public void A_size_below_the_smallest_is_refused_with_the_smallest()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Build(new UNet(), [1, 100, 572, 1]));
        Assert.Equal("UNet: height 100 does not fit 4 levels of valid convolutions; the nearest that fit are 188: pad, crop or tile the image.", refusal.Message);
    }

    [Fact]
    public void Training_keeps_few_normalised_values_not_even_those_that_a_concatenation_holds()
    {
        // Twice a level a convolution's result and its normalised form: the latter are made again, largest first, as far as a fiftieth of the time goes. Made again all of them left less than 0.6.
        var network = new UNet(Width: 32, Padding: Padding.Same, Normalisation: Normalisation.Batch);
        Assert.InRange((double)Arena(network, repeatCheaply: true) / Arena(network, repeatCheaply: false), 0, 0.67);
    }

    [Fact]
    public void Other_channels_are_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Build(new UNet(Channels: 3), [1, 572, 572, 1]));
        Assert.Equal("UNet: made for 3 channels; the input has 1 (shape [1, 572, 572, 1]).", refusal.Message);
    }

    [Fact]
    public void Options_make_the_network_that_they_describe()
    {
        var network = new UNet(3, 5, 16, 3, Padding.Same, Normalisation.Group, Upsampling.Bilinear, 0.25f);
        Assert.Equal(network, Catalogue.Create("unet", network.Options));
    }

    [Theory]
    [InlineData("width", "0", "Option width=0: expected a whole number from 1 to 4096.")]
    [InlineData("padding", "mirror", "Option padding=mirror: expected one of valid, same.")]
    [InlineData("heads", "8", "unet has no option \"heads\"; it has channels, classes, width, depth, padding, norm, up, dropout.")]
    public void Options_out_of_range_or_unknown_are_refused(string name, string value, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Catalogue.Create("unet", new Dictionary<string, string> { [name] = value })).Message);

    private static Value Build(UNet network, Shape input)
    {
        var graph = new Graph();
        return network.Build(graph, graph.Input("image", input));
    }

    // Bytes of the values of a training step.
    private static long Arena(UNet network, bool repeatCheaply)
    {
        var graph = new Graph(training: true);
        var logits = network.Build(graph, graph.Input("image", [4, 256, 256, 1]));
        return Plan.Compile(graph, Weights.For(graph), [], logits.Square().Mean(), new PlanOptions { OnlyCount = true, RepeatCheaply = repeatCheaply }).Figures.ArenaBytes;
    }

    private static long Parameters(UNet network) =>
        Build(network, network.TypicalInput).Graph.Parameters.Select(value => (Parameter)value.Operation).Where(parameter => parameter.Trained).Sum(parameter => parameter.Shape.Elements);
}
