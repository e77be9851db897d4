using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>How a value is written: which values it is computed from, and the nodes.</summary>
/// <param name="Inputs">What must have been written before.</param>
/// <param name="Write">Writes the nodes; gives the result's name and which of our axes each ONNX axis is.</param>
internal sealed record OnnxWriting(ImmutableArray<Value> Inputs, Func<OnnxSketch, (string Name, ImmutableArray<int> Axes)> Write);

/// <summary>Writes a graph: each value in the form of its operation, or together with those before it where ONNX has one operation for several of ours.</summary>
internal static class OnnxWritings
{
    // Those of several operations first: the last of them would otherwise be written by itself.
    private static readonly ImmutableArray<Func<Value, OnnxWriting?>> All =
    [
        WrittenNormalisations.Batch, WrittenNormalisations.Layer, WrittenNormalisations.Of, WrittenProducts.Linear, WrittenProducts.Biased,
        WrittenProducts.Of, WrittenPoolings.Of, WrittenPointwise.Of, WrittenSampling.Of, WrittenAttention.Of, WrittenViews.Of,
    ];

    /// <summary>Writes what a result depends on.</summary>
    /// <exception cref="NotSupportedException">A value has no form in ONNX.</exception>
    public static void WriteAll(OnnxSketch sketch, Value image, Value result)
    {
        // Backwards, what is needed; forwards, the nodes. What has no form but depends on parameters alone is computed beforehand.
        var fromParameters = Leaves.FromParameters(image.Graph.Values);
        var needed = new SortedDictionary<int, OnnxWriting>();
        var open = new Stack<Value>([result]);
        while (open.TryPop(out var value))
        {
            if (value == image || value.Operation is Leaf || needed.ContainsKey(value.Index)) continue;
            var writing = All.Select(form => form(value)).FirstOrDefault(writing => writing is not null);
            if (writing is null && fromParameters.Contains(value)) continue;
            needed[value.Index] = writing ?? throw new NotSupportedException($"{value} has no form in ONNX: the network can't be exported.");
            foreach (var input in writing.Inputs) open.Push(input);
        }

        foreach (var (index, writing) in needed)
        {
            var (name, axes) = writing.Write(sketch);
            sketch.Name(image.Graph.Values[index], name, axes);
        }
    }
}
