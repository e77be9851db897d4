using System.Collections.Immutable;
using UNetSharp.Graphs;
using UNetSharp.Networks;

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

    [Fact]
    public void A_recipe_may_weigh_the_answers_of_a_network_otherwise()
    {
        var network = Catalogue.Create("unet++", new Dictionary<string, string> { ["supervision"] = "yes" });
        var own = Heads(network);
        Assert.Same(network, WeighedHeads.Of(network, []));
        var weights = Enumerable.Range(0, own.Length).Select(head => MathF.Pow(2, -head)).ToImmutableArray();
        var heads = Heads(WeighedHeads.Of(network, weights));
        Assert.Equal(own.Select(head => head.Logits.Shape), heads.Select(head => head.Logits.Shape));
        Assert.Equal(weights.Select(weight => weight / weights.Sum()), heads.Select(head => head.Weight));
        var refusal = Assert.Throws<ArgumentException>(() => Heads(WeighedHeads.Of(network, [1, 2])));
        Assert.Equal($"Recipe: HeadWeights has 2 weights, the network {network.Name} has {own.Length} answers: name one for each, the answer at use first.", refusal.Message);
        refusal = Assert.Throws<ArgumentException>(() => (Recipe.Default with { HeadWeights = [0, 0] }).Validate());
        Assert.Equal("Recipe: HeadWeights is 0, 0, but must be numbers of 0 or more, one of them above 0.", refusal.Message);

        static ImmutableArray<Head> Heads(Network network)
        {
            var graph = new Graph(training: true);
            return network.BuildHeads(graph, graph.Input("image", [1, 32, 32, network.InputChannels]));
        }
    }
}
