using UNetSharp.Goldens;
using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

public class NestedGridTests
{
    [Theory]
    [InlineData("unet++", 1)]
    [InlineData("unet++", 2)]
    [InlineData("nested-unet", 2)]
    public void A_pruned_network_answers_as_that_head_of_the_whole_one(string name, int prune)
    {
        var whole = Run($"{name} channels=1 classes=2 width=4 depth=3", weights: null);
        var pruned = Run($"{name} channels=1 classes=2 width=4 depth=3 prune={prune}", whole.Plan.Weights);
        Assert.Single(pruned.Heads);

        // The first is the mean of all, then come the heads themselves.
        GoldenAssert.Close(pruned.Plan[pruned.Heads[0]].Span, whole.Plan[whole.Heads[prune]].Span, what: "answer");
    }

    [Fact]
    public void The_mean_answer_has_the_mean_of_the_heads_probabilities()
    {
        var run = Run("nested-unet channels=1 classes=3 width=4 depth=2", weights: null);
        var (mean, heads) = (Softmax(run.Plan[run.Heads[0]].Span), run.Heads[1..].Select(head => Softmax(run.Plan[head].Span)).ToArray());
        GoldenAssert.Close(mean, heads[0].Zip(heads[1], (a, b) => (a + b) / 2).ToArray(), what: "probabilities");
    }

    [Fact]
    public void The_mean_answer_to_a_yes_or_no_question_has_the_mean_of_the_heads_probabilities()
    {
        var run = Run("unet++ channels=1 classes=1 width=4 depth=2", weights: null);
        var (mean, heads) = (Sigmoid(run.Plan[run.Heads[0]].Span), run.Heads[1..].Select(head => Sigmoid(run.Plan[head].Span)).ToArray());
        GoldenAssert.Close(mean, heads[0].Zip(heads[1], (a, b) => (a + b) / 2).ToArray(), what: "probabilities");
    }

    [Theory]
    [InlineData("nested-unet", "0 0.25 0.25 0.25 0.25")]
    [InlineData("nested-unet answer=last", "0.25 0.25 0.25 0.25")]
    [InlineData("nested-unet supervision=no", "1")]
    [InlineData("nested-unet prune=3", "1")]
    public void Heads_are_trained_alike(string form, string weights)
    {
        var network = Networks.Parse(form);
        var graph = new Graph(training: true);
        var heads = network.BuildHeads(graph, graph.Input("image", network.TypicalInput));
        Assert.Equal(weights, string.Join(' ', heads.Select(head => FormattableString.Invariant($"{head.Weight}"))));
    }

    private static (Plan Plan, Value[] Heads) Run(string form, Weights? weights)
    {
        var network = Networks.Parse(form);
        var graph = new Graph();
        var image = graph.Input("image", [1, 16, 24, 1]);
        Value[] heads = [.. network.BuildHeads(graph, image).Select(head => head.Logits)];
        var mine = Weights.For(graph, seed: 2);
        foreach (var parameter in weights is null ? [] : mine.Parameters)
        {
            weights![parameter.Path].CopyTo(mine[parameter.Path]);
        }

        mine.Changed();
        var plan = Plan.Compile(graph, mine, heads);
        var random = new Random(1);
        foreach (ref var pixel in plan[image].Span) pixel = (float)random.NextDouble();
        plan.Run();
        return (plan, heads);
    }

    private static float[] Softmax(ReadOnlySpan<float> logits) =>
        [.. logits.ToArray().Chunk(3).SelectMany(pixel => pixel.Select(logit => MathF.Exp(logit) / pixel.Sum(MathF.Exp)))];

    private static float[] Sigmoid(ReadOnlySpan<float> logits) => [.. logits.ToArray().Select(logit => 1 / (1 + MathF.Exp(-logit)))];
}
