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
        new GoldenRun(_paper, Golden.Open("net_paper_unet_w8_188"), (logits, labels, weights) => logits.CrossEntropy(labels, pixelWeights: weights)).Check();

    [Fact]
    public void The_padded_network_with_batch_norm_gives_PyTorchs_logits_loss_and_gradients() =>
        new GoldenRun(_padded, Golden.Open("net_padded_unet_w8_transposed"), NnUNetLoss).Check();

    /// <summary>
    /// One ReLU of this golden gets 1.1e-6: closer to its kink than float32 can tell behind twenty layers, so that the gradient of one number of 29,600 there is passed on or not as
    /// rounding has it. Hence in two steps: the graph in double precision gives PyTorch's gradients, and the plan gives the graph's for its own pattern of zeros.
    /// </summary>
    [Fact]
    public void The_padded_network_with_bilinear_upsampling_gives_PyTorchs_logits_loss_and_gradients()
    {
        var run = new GoldenRun(_padded with { Upsampling = Upsampling.Bilinear }, Golden.Open("net_padded_unet_w8_bilinear"), NnUNetLoss);
        run.CheckForward();
        foreach (var (name, exact, golden) in run.ExactGradients(zerosOfPlan: false).Zip(run.GoldenGradients(), (exact, golden) => (exact.Name, exact.Numbers, golden)))
        {
            GoldenAssert.NormClose(exact, golden, relative: 1e-5, what: $"gradient of {name} in double precision");
        }

        Assert.InRange(run.ZerosThatDiffer(closerThan: 1e-5), 0, 1);
        foreach (var (name, exact, plan) in run.ExactGradients(zerosOfPlan: true).Zip(run.PlanGradients(), (exact, plan) => (exact.Name, exact.Numbers, plan)))
        {
            GoldenAssert.NormClose(plan, exact, what: $"gradient of {name}");
        }
    }

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
        var plan = Plan.Compile(graph, GoldenRun.WeightsOf(graph, golden), [logits]);
        image.Values.CopyTo(plan[x].Span);
        plan.Run();
        GoldenAssert.Close(plan[logits].Span, golden["y_eval"].ChannelsLast().Values, absolute: 1e-4, relative: 1e-3, "logits at inference");
    }

    // The golden's Dice term is the negative Dice, ours 1 − Dice.
    internal static Value NnUNetLoss(Value logits, Value labels, Value pixelWeights) => logits.DiceAndCrossEntropy(labels) - 1f;
}
