using UNetSharp.Graphs;

namespace UNetSharp.Training.Tests;

/// <summary>Small pictures with known labels, to take losses of.</summary>
internal static class Labelled
{
    /// <summary>Labels as constants of the graph, given pixel by pixel.</summary>
    /// <param name="logits">[N, (D,) H, W, C].</param>
    /// <param name="label">Of the pixel with that number, counted through.</param>
    public static Value Labels(Value logits, Func<int, float> label)
    {
        var pixels = (int)(logits.Shape.Elements / logits.Shape.Channels);
        var labels = Enumerable.Range(0, pixels).Select(pixel => logits.Graph.Constant(label(pixel), [1])).ToArray();
        return labels[0].Concat(labels.AsSpan(1)).Reshape(Shape.Of([.. logits.Shape.ToArray().SkipLast(1)]));
    }

    /// <summary>Logits whose softmax is the given probability of class 1, of two classes.</summary>
    public static float[] Logits(params ReadOnlySpan<double> foreground)
    {
        var logits = new float[2 * foreground.Length];
        for (var pixel = 0; pixel < foreground.Length; pixel++) logits[(2 * pixel) + 1] = (float)Math.Log(foreground[pixel] / (1 - foreground[pixel]));
        return logits;
    }

    /// <summary>The number that a loss has, all pixel weights 1.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="shape">Of the logits.</param>
    /// <param name="logits">Class scores.</param>
    /// <param name="labels">One for each pixel.</param>
    public static float Loss(Loss loss, Shape shape, float[] logits, float[] labels)
    {
        var graph = new Graph();
        var pixels = Shape.Of([.. shape.ToArray().SkipLast(1)]);
        Value x = graph.Input("x", shape), t = graph.Input("t", pixels), w = graph.Input("w", pixels), drawn = loss(x, t, w);
        var plan = Plan.Compile(graph, Weights.For(graph), [drawn]);
        plan.Poison();
        logits.CopyTo(plan[x].Span);
        if (plan.Reads(t)) labels.CopyTo(plan[t].Span);
        if (plan.Reads(w)) plan[w].Span.Fill(1);
        plan.Run(TestContext.Current.CancellationToken);
        return plan[drawn].Span[0];
    }
}
