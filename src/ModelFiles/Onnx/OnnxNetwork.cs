using System.Security.Cryptography;
using UNetSharp.Graphs;
using UNetSharp.Networks;

namespace UNetSharp.ModelFiles;

/// <summary>A network that an ONNX file describes: its nodes are drawn anew for each size, so that it can be run, tiled, counted and trained as those of the catalogue.</summary>
/// <remarks>
/// Read are graphs with one input [N, C, (D,) H, W] (or [N, (D,) H, W, C], as Keras has them) whose first output has the same axes, of the operations of <see cref="Operations"/>. Tensors that nodes read become parameters under their own names; what is computed
/// from shapes is computed when the network is drawn. A softmax or sigmoid at the very end is no part of the logits, which everything here works with; <see cref="Network.Finish"/> adds it.
/// </remarks>
public sealed record OnnxNetwork : Network
{
    private readonly OnnxGraph graph;
    private readonly string digest;
    private readonly OnnxEnding ending;
    private readonly HashSet<string> read;

    internal OnnxNetwork(OnnxGraph graph)
    {
        this.graph = graph;
        if (graph.Inputs.Length != 1 || graph.Outputs.Length == 0)
            throw Wrong($"has the inputs [{string.Join(", ", graph.Inputs.Select(input => input.Name))}] and {graph.Outputs.Length} outputs; networks with one image and a result are read");
        ending = OnnxEnding.Of(graph);
        this.graph = graph = Needed(graph, ending.Output);
        OnnxForms.RequireKnown(graph);
        Dimensions = graph.Inputs[0].Extents.Length - 2;
        if (Dimensions is not (2 or 3)) throw Wrong($"takes an input of {graph.Inputs[0].Extents.Length} axes; images [N, C, H, W] and volumes [N, C, D, H, W] are read");
        InputChannels = graph.Inputs[0].Extents[graph.ChannelsLast ? ^1 : 1].Number ?? (graph.FirstChannels is { } channels and <= int.MaxValue ? (int)channels : throw Wrong("does not say how many channels its input has"));
        (TypicalInput, OutputChannels, Tensors, read) = Try();
        var skeleton = OnnxWriter.Bytes(Skeleton);
        digest = Convert.ToHexString(SHA256.HashData(skeleton))[..16];

        // What is drawn from now on lies in memory: the file may go, or be written over.
        this.graph = OnnxFile.ReadGraph(graph.Initialisers.Source, skeleton);
    }

    /// <summary>The operations of ONNX that are read.</summary>
    public static IEnumerable<string> Operations => OnnxForms.Names;

    /// <inheritdoc/>
    public override string Name => "onnx";

    /// <inheritdoc/>
    public override int InputChannels { get; }

    /// <inheritdoc/>
    public override int OutputChannels { get; }

    /// <inheritdoc/>
    public override int Dimensions { get; }

    /// <inheritdoc/>
    public override Shape TypicalInput { get; }

    /// <summary>The graph, by the first digits of its SHA-256: nothing about it can be chosen.</summary>
    public override IReadOnlyDictionary<string, string> Options => new Dictionary<string, string> { ["graph"] = digest };

    /// <summary>The tensors that became parameters, in the file's order of axes.</summary>
    internal TensorSet Tensors { get; }

    /// <summary>The graph without the tensors that became parameters, unless something is also computed with them beforehand: what a model file keeps beside them.</summary>
    internal OnnxGraph Skeleton => graph with
    {
        Initialisers = new TensorSet(graph.Initialisers.Source, graph.Initialisers.Tensors.Select(tensor => Tensors.Contains(tensor.Name) && !read.Contains(tensor.Name) ? NamedTensor.Hollow(tensor.Name, tensor.Type, tensor.Shape) : tensor)),
    };

    /// <inheritdoc/>
    public override Value Finish(Value logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return ending.Activation?.Operation switch
        {
            "Softmax" => logits.Softmax(),
            "Sigmoid" => logits.Sigmoid(),
            _ => logits,
        };
    }

    /// <summary>Whether both draw the same graph.</summary>
    public bool Equals(OnnxNetwork? other) => other is not null && digest == other.digest;

    /// <inheritdoc/>
    public override int GetHashCode() => digest.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override void RequireSize(Shape input)
    {
        // Any size is tried; the nodes say what does not fit.
    }

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x) => Draw(scope.Graph, x).Logits;

    private (Value Logits, OnnxDrawing Drawing) Draw(Graph into, Value x)
    {
        var drawing = new OnnxDrawing(into, ending.TakenOff(graph), x);
        return drawing.Draw(ending.Output) is DrawnValue result && result.Rank == Dimensions + 2 ? (graph.ChannelsLast ? result.Arranged() : result.ChannelsLast(), drawing)
            : throw Wrong($"gives the output \"{ending.Output}\" {TensorExtents.Text(drawing.Draw(ending.Output).Shape)}; scores with the axes of the image are read");
    }

    // The file's own size; where it leaves it open, the first of some that the nodes accept.
    private (Shape Input, int Channels, TensorSet Tensors, HashSet<string> Read) Try()
    {
        var (samples, extents) = (graph.Inputs[0].Extents[0], graph.ChannelsLast ? graph.Inputs[0].Extents[1..^1] : graph.Inputs[0].Extents[2..]);
        ArgumentException? refusal = null;
        foreach (var size in Dimensions == 2 ? (ReadOnlySpan<int>)[256, 512, 572, 224, 188, 128, 64, 384, 448, 320, 192, 160, 96, 48, 32, 1024] : [64, 32, 128, 132, 96, 16, 48, 80, 112, 160])
        {
            var shape = Shape.Of([samples.Number ?? 1, .. extents.Select(extent => extent.Number ?? size), InputChannels]);
            try
            {
                var into = new Graph();
                var (logits, drawing) = Draw(into, into.Input("image", shape));
                return (shape, logits.Shape.Channels, new TensorSet(graph.Initialisers.Source, drawing.Parameters.Values), [.. drawing.Read]);
            }
            catch (ArgumentException tooSmall)
            {
                refusal = tooSmall;
            }
        }

        throw new InvalidDataException(refusal!.Message, refusal);
    }

    // What other outputs, or labels, are made by alone need not be read.
    private static OnnxGraph Needed(OnnxGraph graph, string result)
    {
        var (wanted, kept) = (new HashSet<string> { result }, new List<OnnxNode>());
        foreach (var node in graph.Nodes.Reverse())
        {
            if (!node.Outputs.Any(wanted.Contains)) continue;
            kept.Add(node);
            wanted.UnionWith(node.Inputs);
        }

        return graph with
        {
            Nodes = [.. kept.AsEnumerable().Reverse()],
            Outputs = [graph.Outputs[0] with { Name = result }],
            Initialisers = new TensorSet(graph.Initialisers.Source, graph.Initialisers.Tensors.Where(tensor => wanted.Contains(tensor.Name)), graph.Initialisers.Metadata),
        };
    }

    private InvalidDataException Wrong(string what) => new($"{graph.Initialisers.Source}: the graph {what}.");
}
