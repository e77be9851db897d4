using System.Globalization;
using UNetSharp.Graphs;
using UNetSharp.Networks;

namespace UNetSharp.ModelFiles;

/// <summary>A model as an ONNX graph at inference, channels first, for any size that its network takes.</summary>
/// <remarks>
/// Our graphs are drawn for one size. A node says sizes only where it must: ends of crops are counted from the end, factors stand for extents. The network is then drawn at other sizes too; where the nodes stay
/// the same, word for word, they hold for all those sizes, and the batch or the extents are left open in the file.
/// </remarks>
internal static class OnnxExport
{
    // ONNX 1.12 of 2022: layer normalisation is one node since then, and every runtime has it.
    private const long Opset = 17;

    private const string Input = "image", Output = "logits";

    /// <summary>The metadata key of the step between the sizes that the file takes, beginning with <see cref="SizeKey"/>.</summary>
    public const string StepKey = "unetsharp.step";

    /// <summary>The metadata key of a size that the file takes.</summary>
    public const string SizeKey = "unetsharp.size";

    /// <summary>The graph of a model.</summary>
    /// <exception cref="NotSupportedException">The network does something that ONNX has no operation for.</exception>
    public static OnnxGraph Of(Model model)
    {
        // Two samples, where any number will do: of one sample a node could not say whether it means the batch or an axis of extent 1.
        var network = model.Network;
        var input = Takes(network, network.TypicalInput.With(0, 2)) ? network.TypicalInput.With(0, 2) : network.TypicalInput;
        var drawn = Draw(network, input);
        var text = Text(drawn.Sketch);
        var batch = Same(input.With(0, input[0] + 1));
        if (!batch) (input, drawn) = (network.TypicalInput, Draw(network, network.TypicalInput));
        text = Text(drawn.Sketch);
        var step = Enumerable.Range(1, 128).FirstOrDefault(step => int.IsPow2(step) && Same(Larger(input, step)));

        var metadata = model.Network is OnnxNetwork ? new Dictionary<string, string>(model.Metadata) : model.FullMetadata();
        metadata[SizeKey] = string.Join('x', input.ToArray()[1..^1].Select(extent => extent.ToString(CultureInfo.InvariantCulture)));
        metadata[StepKey] = step.ToString(CultureInfo.InvariantCulture);
        var tensors = model.Tensors().Where(tensor => drawn.Sketch.Parameters.Contains(tensor.Name)).Concat(Computed(model, drawn)).Concat(drawn.Sketch.Constants);
        return new OnnxGraph(
            Opset, [.. drawn.Sketch.Nodes], new TensorSet("", tensors, metadata),
            [Port(Input, input, batch, step > 0, "")], [Port(Output, drawn.Result.Shape, batch, step > 0, "logits_")])
        { Producer = "UNetSharp" };

        bool Same(Shape other) => Takes(network, other) && Text(Draw(network, other).Sketch).AsSpan().SequenceEqual(text);
    }

    // Sizes that a network refuses are no sizes of the file.
    private static bool Takes(Network network, Shape shape)
    {
        try
        {
            var graph = new Graph();
            return network.Build(graph, graph.Input(Input, shape)).Shape.Rank > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static (Graph Graph, Value Result, OnnxSketch Sketch) Draw(Network network, Shape shape)
    {
        var graph = new Graph();
        var image = graph.Input(Input, shape);
        var result = network.Finish(network.Build(graph, image));
        var sketch = new OnnxSketch();
        sketch.Name(image, Input, OnnxSketch.Firsts(shape.Rank));
        OnnxWritings.WriteAll(sketch, image, result);

        // The last node's result takes the name of the output.
        sketch.Rename(sketch.First(result), Output);
        return (graph, result, sketch);
    }

    private static byte[] Text(OnnxSketch sketch) => OnnxWriter.Bytes(new OnnxGraph(Opset, [.. sketch.Nodes], new TensorSet("", sketch.Constants), [], []));

    private static Shape Larger(Shape input, int step)
    {
        for (var axis = 1; axis < input.Rank - 1; axis++) input = input.With(axis, input[axis] + step);
        return input;
    }

    private static IEnumerable<NamedTensor> Computed(Model model, (Graph Graph, Value Result, OnnxSketch Sketch) drawn)
    {
        if (drawn.Sketch.Computed.Count == 0) return [];
        var plan = Plan.Compile(drawn.Graph, model.Weights, [.. drawn.Sketch.Computed.Select(row => row.Value)]);
        plan.Run();
        return [.. drawn.Sketch.Computed.Select(row => NamedTensor.Create(row.Name, row.Value.Shape.ToArray(), plan[row.Value].Span.ToArray()))];
    }

    private static OnnxPort Port(string name, Shape shape, bool anyBatch, bool anySize, string prefix)
    {
        string[] words = shape.Rank == 5 ? ["depth", "height", "width"] : ["height", "width"];
        return new OnnxPort(name,
        [
            anyBatch ? new OnnxExtent(null, "batch") : new OnnxExtent(shape[0]), new OnnxExtent(shape.Channels),
            .. words.Select((word, axis) => anySize ? new OnnxExtent(null, prefix + word) : new OnnxExtent(shape[axis + 1])),
        ]);
    }
}
