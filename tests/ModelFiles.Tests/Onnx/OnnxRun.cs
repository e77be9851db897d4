using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles.Tests;

/// <summary>Runs models on arrays that are channels first, as other frameworks have them.</summary>
internal static class OnnxRun
{
    /// <summary>The network's own result: what its file ends in, not the logits.</summary>
    public static float[] Of(Model model, ReadOnlySpan<float> values, ReadOnlySpan<int> shape)
    {
        var axes = AxisOrder.ActivationToLast(shape.Length).AsSpan();
        var graph = new Graph();
        var image = graph.Input("image", Shape.Of(AxisOrder.Permute(shape, axes).AsSpan()));
        var result = model.Network.Finish(model.Network.Build(graph, image));
        var plan = Plan.Compile(graph, model.Weights, [result]);
        AxisOrder.Permute(values, shape, axes, plan[image].Span);
        plan.Run();
        var first = new float[result.Shape.Elements];
        AxisOrder.Permute<float>(plan[result].Span, result.Shape.ToArray(), AxisOrder.Inverse(axes).AsSpan(), first);
        return first;
    }

    /// <inheritdoc cref="Of(Model, ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public static float[] Of(Model model, NamedTensor input) => Of(model, input.ToFloats(), input.Shape.AsSpan());

    /// <summary>Numbers that only depend on the seed, from −1 to 1.</summary>
    public static float[] Noise(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }
}
