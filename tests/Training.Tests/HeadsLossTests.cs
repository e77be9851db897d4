using UNetSharp.Graphs;

namespace UNetSharp.Training.Tests;

public class HeadsLossTests
{
    [Fact]
    public void Each_head_counts_by_its_weight_and_a_coarser_one_is_compared_with_samples_of_the_labels()
    {
        var graph = new Graph();
        var (labels, weights) = (graph.Input("labels", [1, 4, 4]), graph.Input("weights", [1, 4, 4]));
        var (fine, coarse, unused) = (graph.Constant(1, [1, 4, 4, 2]), graph.Constant(1, [1, 2, 2, 2]), graph.Constant(1, [1, 1, 1, 2]));
        var loss = HeadsLoss.Draw([new(fine), new(coarse, 10), new(unused, 0)], (_, seen, pixelWeights) => (seen * pixelWeights).Sum(), labels, weights);
        var plan = Plan.Compile(graph, Weights.For(graph), [loss]);
        for (var pixel = 0; pixel < 16; pixel++) plan[labels].Span[pixel] = pixel;
        plan[weights].Span.Fill(1);
        plan.Run();

        // All 16 of 0 … 15, and ten times those of the even rows and columns: 0, 2, 8, 10.
        Assert.Equal(120 + (10 * 20), plan[loss].Span[0]);
    }

    [Fact]
    public void Heads_without_a_weight_leave_nothing_to_train_on()
    {
        var graph = new Graph();
        var pixels = graph.Input("pixels", [1, 2, 2]);
        var refusal = Assert.Throws<ArgumentException>(() => HeadsLoss.Draw([new(graph.Constant(1, [1, 2, 2, 2]), 0)], (logits, _, _) => logits.Sum(), pixels, pixels));
        Assert.Equal("HeadsLoss: no answer of the network has a weight in the loss.", refusal.Message);
    }
}
