using System.Text.RegularExpressions;
using UNetSharp.Goldens;
using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

/// <summary>The same goldens as of the padded "unet", under milesial's names.</summary>
public partial class MilesialUNetTests
{
    private static readonly MilesialUNet _network = new() { Classes = 3, Width = 8, Depth = 3 };

    [Fact]
    public void It_gives_PyTorchs_logits_loss_and_gradients() =>
        new GoldenRun(_network, Golden.Open("net_padded_unet_w8_transposed"), UNetGoldenTests.NnUNetLoss, NameInGolden).Check();

    [Theory]
    [InlineData("net_padded_unet_w8_transposed", Upsampling.Transposed)]
    [InlineData("net_padded_unet_w8_bilinear", Upsampling.Bilinear)]
    public void At_inference_it_gives_PyTorchs_logits(string name, Upsampling upsampling)
    {
        var golden = Golden.Open(name);
        var graph = new Graph();
        var image = golden["x"].ChannelsLast();
        var x = graph.Input("image", Shape.Of([.. image.Shape]));
        var logits = (_network with { Upsampling = upsampling }).Build(graph, x);
        var plan = Plan.Compile(graph, GoldenRun.WeightsOf(graph, golden, NameInGolden), [logits]);
        image.Values.CopyTo(plan[x].Span);
        plan.Run();
        GoldenAssert.Close(plan[logits].Span, golden["y_eval"].ChannelsLast().Values, absolute: 1e-4, relative: 1e-3, "logits at inference");
    }

    // enc.LEVEL, up.STEP, dec.STEP (0 the deepest), head.
    private static string NameInGolden(string path)
    {
        path = path.Replace("inc.double_conv.", "enc.0.", StringComparison.Ordinal).Replace("outc.conv.", "head.", StringComparison.Ordinal);
        path = Down().Replace(path, "enc.$1.");
        path = UpConv().Replace(path, match => $"up.{match.Groups[1].Value[0] - '1'}.");
        return Decoder().Replace(path, match => $"dec.{match.Groups[1].Value[0] - '1'}.");
    }

    [GeneratedRegex(@"^down(\d)\.maxpool_conv\.1\.double_conv\.")]
    private static partial Regex Down();

    [GeneratedRegex(@"^up(\d)\.up\.")]
    private static partial Regex UpConv();

    [GeneratedRegex(@"^up(\d)\.conv\.double_conv\.")]
    private static partial Regex Decoder();
}
