using UNetSharp.Goldens;
using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

public class BatchNormTests
{
    [Fact]
    public void A_layer_that_is_used_twice_moves_its_running_statistics_twice()
    {
        var graph = new Graph(training: true);
        var x = graph.Input("x", [1, 1, 2, 1]);
        var scope = new Scope(graph, "norm");
        var loss = (scope.BatchNorm(x) + scope.BatchNorm(x * 3f)).Square().Sum();
        var weights = Weights.For(graph);
        var plan = Plan.Compile(graph, weights, [loss], loss);
        new[] { 1f, 3f }.CopyTo(plan[x].Span);
        plan.Run();

        // Means 2 and 6, unbiased variances 2 and 18, a tenth each time: PyTorch's, call by call.
        GoldenAssert.Close(weights["norm.running_mean"], [(0.9f * 0.2f) + 0.6f], what: "running mean");
        GoldenAssert.Close(weights["norm.running_var"], [(0.9f * (0.9f + 0.2f)) + 1.8f], what: "running variance");
    }
}
