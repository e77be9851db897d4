using System.Text.RegularExpressions;
using UNetSharp.Goldens;
using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks.Tests;

public partial class NnUNetTests
{
    [Fact]
    public void The_plain_network_gives_PyTorchs_logits_loss_and_gradients()
    {
        var network = new PlainConvUNet
        {
            Classes = 3,
            Features = [5, 9, 16],
            Kernels = [new(1, 3, 3), Triple.All(3)],
            Strides = [Triple.All(1), new(1, 2, 2), Triple.All(2)],
            Supervision = false,
        };

        new GoldenRun(network, Golden.Open("net_unet3d_small"), UNetGoldenTests.NnUNetLoss, NameInGolden).Check();
    }

    [Fact]
    public void Heads_are_weighted_by_halves_and_the_coarsest_is_not_trained_on()
    {
        var heads = Heads(new PlainConvUNet { Features = [2, 3, 4, 5], Axes = 2 }, [1, 32, 16, 1]);
        Assert.Equal([2 / 3f, 1 / 3f, 0], heads.Select(head => head.Weight));
        Assert.Equal([[1, 32, 16, 2], [1, 16, 8, 2], [1, 8, 4, 2]], heads.Select(head => head.Logits.Shape));
    }

    [Fact]
    public void Without_supervision_the_parameters_are_the_same()
    {
        var network = new PlainConvUNet { Features = [2, 3, 4] };
        Assert.Equal(Names(network), Names(network with { Supervision = false }));
        Assert.Single(Heads(network with { Supervision = false }, network.TypicalInput));
    }

    [Fact]
    public void An_axis_is_divided_as_often_as_its_strides_say()
    {
        var network = new PlainConvUNet { Features = [2, 3, 4], Strides = [Triple.All(1), new(1, 2, 2), Triple.All(2)] };
        Assert.Equal([1, 6, 12, 16, 2], Heads(network, [1, 6, 12, 16, 1])[0].Logits.Shape);
        var refusal = Assert.Throws<ArgumentException>(() => Heads(network, [1, 7, 12, 16, 1]));
        Assert.Equal("PlainConvUNet: depth 7 does not fit 3 stages with strides 1-1x2x2-2; the nearest that fit are 6 and 8: pad, crop or tile the image.", refusal.Message);
    }

    [Theory]
    [InlineData("features", "32", "Option features: expected the channels of 2 to 10 stages, such as 32-64-128.")]
    [InlineData("features", "32-6x4", "Option features=32-1x6x4: expected one number for each level, such as 32-64-128-256-320-320.")]
    [InlineData("kernels", "2", "Option kernels=2: expected odd numbers, which have a centre.")]
    [InlineData("strides", "1-2x2x2x2", "Option strides=1-2x2x2x2: 2x2x2x2 has 4 axes; there are depth, height and width.")]
    [InlineData("supervision", "on", "Option supervision=on: expected yes or no.")]
    public void Plans_that_mean_nothing_are_refused(string name, string value, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Catalogue.Create("nnunet", new Dictionary<string, string> { [name] = value })).Message);

    private static System.Collections.Immutable.ImmutableArray<Head> Heads(Network network, Shape input)
    {
        var graph = new Graph(training: true);
        return network.BuildHeads(graph, graph.Input("image", input));
    }

    private static string[] Names(Network network) => [.. Heads(network, network.TypicalInput)[0].Logits.Graph.Parameters.Select(value => ((Parameter)value.Operation).Path)];

    // enc.STAGE.CONV.0 and .1, up.STEP, dec.STEP.CONV, head; of the heads the golden has the finest alone.
    private static string? NameInGolden(string path)
    {
        path = Stage().Replace(path, match => $"{match.Groups[1].Value[..3]}.{match.Groups[2]}.{match.Groups[3]}.{(match.Groups[4].Value == "conv" ? 0 : 1)}.");
        path = path.Replace("decoder.transpconvs.", "up.", StringComparison.Ordinal).Replace("decoder.seg_layers.1.", "head.", StringComparison.Ordinal);
        return path.Contains("seg_layers", StringComparison.Ordinal) ? null : path;
    }

    [GeneratedRegex(@"^(encoder|decoder)\.stages\.(\d)(?:\.0)?\.convs\.(\d)\.(conv|norm)\.")]
    private static partial Regex Stage();
}
