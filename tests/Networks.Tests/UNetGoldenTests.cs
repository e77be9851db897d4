using UNetSharp.Goldens;
using UNetSharp.Graphs;
using UNetSharp.Training;

namespace UNetSharp.Networks.Tests;

/// <summary>Whole networks against PyTorch: logits, loss and every gradient.</summary>
public class UNetGoldenTests
{
    private static readonly UNet _paper = new(Channels: 1, Classes: 2, Width: 8, Dropout: 0);

    private static readonly UNet _padded = new(Channels: 3, Classes: 3, Width: 8, Depth: 3, Padding.Same, Normalisation.Batch);

    [Fact]
    public void The_papers_network_gives_PyTorchs_logits_loss_and_gradients() =>
        Check(_paper, Golden.Open("net_paper_unet_w8_188"), (logits, labels, weights) => logits.CrossEntropy(labels, pixelWeights: weights));

    [Fact]
    public void The_padded_network_with_batch_norm_gives_PyTorchs_logits_loss_and_gradients() =>
        Check(_padded, Golden.Open("net_padded_unet_w8_transposed"), NnUNetLoss);

    [Fact]
    public void The_padded_network_with_bilinear_upsampling_gives_PyTorchs_logits_loss_and_gradients() =>
        Check(_padded with { Upsampling = Upsampling.Bilinear }, Golden.Open("net_padded_unet_w8_bilinear"), NnUNetLoss);

    [Theory]
    [InlineData("net_padded_unet_w8_transposed", Upsampling.Transposed)]
    [InlineData("net_padded_unet_w8_bilinear", Upsampling.Bilinear)]
    public void At_inference_running_statistics_are_used(string name, Upsampling upsampling)
    {
        var golden = Golden.Open(name);
        var graph = new Graph();
        var image = golden["x"].ChannelsLast();
        var x = graph.Input("image", Shape.Of([.. image.Shape]));
        var logits = (_padded with { Upsampling = upsampling }).Build(graph, x);
        var plan = Plan.Compile(graph, GoldenWeights.Of(graph, golden), [logits]);
        image.Values.CopyTo(plan[x].Span);
        plan.Run();
        GoldenAssert.Close(plan[logits].Span, golden["y_eval"].ChannelsLast().Values, absolute: 1e-4, relative: 1e-3, "logits at inference");
    }

    // The golden's Dice term is the negative Dice, ours 1 − Dice.
    private static Value NnUNetLoss(Value logits, Value labels, Value pixelWeights) => logits.DiceAndCrossEntropy(labels) - 1f;

    private static void Check(Network network, Golden golden, Loss loss)
    {
        var graph = new Graph(training: true);
        var image = golden["x"].ChannelsLast();
        var x = graph.Input("image", Shape.Of([.. image.Shape]));
        var logits = network.Build(graph, x);
        var pixels = Shape.Of([.. golden["t"].Shape]);
        var (labels, pixelWeights) = (graph.Input("labels", pixels), graph.Input("pixel weights", pixels));
        var number = loss(logits, labels, pixelWeights);
        var toImage = Backward.Of(number, x)[x];
        var weights = GoldenWeights.Of(graph, golden);
        var plan = Plan.Compile(graph, weights, [logits, number, toImage], number);
        image.Values.CopyTo(plan[x].Span);
        golden["t"].Values.CopyTo(plan[labels].Span);
        if (plan.Reads(pixelWeights))
        {
            golden["w"].Values.CopyTo(plan[pixelWeights].Span);
        }

        plan.Run();

        // The tolerances are those that come with the goldens.
        GoldenAssert.Close(plan[logits].Span, golden["y"].ChannelsLast().Values, absolute: 1e-4, relative: 1e-3, "logits");
        GoldenAssert.Close(plan[number].Span[0], golden["loss"].Scalar, absolute: 1e-4, relative: 1e-3, "loss");
        GoldenAssert.NormClose(plan[toImage].Span, golden["gx"].ChannelsLast().Values, what: "gradient of the image");
        foreach (var parameter in weights.Parameters)
        {
            if (parameter.Trained)
            {
                var gradient = plan.Gradients!.Span(weights.Offset(parameter.Path), (int)parameter.Shape.Elements);
                GoldenAssert.NormClose(gradient, GoldenWeights.ChannelsLast(golden["grad." + parameter.Path], parameter.Kind), what: $"gradient of {parameter.Path}");
            }
            else
            {
                GoldenAssert.Close(weights[parameter.Path], golden["after." + parameter.Path].Values, what: $"{parameter.Path} after the step");
            }
        }
    }
}
