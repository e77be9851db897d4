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
}

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Extents">For each axis a number, or a word for one that the caller chooses; empty where the file does not say.</param>
internal sealed record OnnxPort(string Name, ImmutableArray<OnnxExtent> Extents);

/// <summary>The extent of an axis: a number, or null and perhaps a word such as "batch".</summary>
/// <param name="Number">Where it is fixed.</param>
/// <param name="Word">Where it is not.</param>
internal readonly record struct OnnxExtent(int? Number, string Word = "");
