using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

/// <summary>An ONNX model: nodes in an order in which each finds its inputs made, tensors that it has learnt, and texts.</summary>
/// <param name="Opset">The version of ONNX's operations that the nodes mean.</param>
/// <param name="Nodes">The steps.</param>
/// <param name="Initialisers">Tensors that nodes read by name.</param>
/// <param name="Inputs">What the caller gives, initialisers not among them.</param>
/// <param name="Outputs">What the caller gets.</param>
internal sealed record OnnxGraph(long Opset, ImmutableArray<OnnxNode> Nodes, TensorSet Initialisers, ImmutableArray<OnnxPort> Inputs, ImmutableArray<OnnxPort> Outputs)
{
    /// <summary>The program that wrote the file.</summary>
    public string Producer { get; init; } = "";

    /// <summary>The model's texts (metadata_props).</summary>
    public IReadOnlyDictionary<string, string> Metadata => Initialisers.Metadata;

    /// <summary>How many channels the first convolution takes; null where there is none, or its weights are computed.</summary>
    public long? FirstChannels =>
        Nodes.FirstOrDefault(node => node.Operation == "Conv") is { Inputs: [_, var weights, ..] } first && Initialisers.TryGet(weights, out var weight) && weight.Shape.Length > 1 ? weight.Shape[1] * first.Whole("group", 1) : null;

    /// <summary>Whether images are [N, (D,) H, W, C], as Keras has them and its converter leaves them: the first convolution takes as many channels as the last axis has, and the second has not as many.</summary>
    public bool ChannelsLast => Inputs is [{ Extents: [_, var second, .., { Number: { } last }] }] && FirstChannels == last && second.Number != last;
}

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Extents">For each axis a number, or a word for one that the caller chooses; empty where the file does not say.</param>
internal sealed record OnnxPort(string Name, ImmutableArray<OnnxExtent> Extents);

/// <summary>The extent of an axis: a number, or null and perhaps a word such as "batch".</summary>
/// <param name="Number">Where it is fixed.</param>
/// <param name="Word">Where it is not.</param>
internal readonly record struct OnnxExtent(int? Number, string Word = "");
