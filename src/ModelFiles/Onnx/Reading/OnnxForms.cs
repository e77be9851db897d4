using System.Collections.Frozen;

namespace UNetSharp.ModelFiles;

/// <summary>What each of ONNX's operations is here: draws a node and gives its result.</summary>
/// <param name="call">The node and its inputs.</param>
internal delegate OnnxValue OnnxForm(OnnxCall call);

/// <summary>The operations of ONNX that are read. Specification: https://onnx.ai/onnx/operators/.</summary>
internal static class OnnxForms
{
    private static readonly FrozenDictionary<string, OnnxForm> Known =
        ((IEnumerable<(string Name, OnnxForm Form)>)[.. ConvolutionForms.All, .. PoolingForms.All, .. NormalisationForms.All, .. PointwiseForms.All, .. ProductForms.All, .. SamplingForms.All, .. PadForm.All, .. ViewForms.All, .. ReductionForms.All, .. EinsumForm.All, .. FoldingForms.All])
        .ToFrozenDictionary(row => row.Name, row => row.Form);

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => Known.Keys.Order(StringComparer.Ordinal);

    /// <summary>The form of a node's operation.</summary>
    public static OnnxForm Of(OnnxNode node) => Known[node.Operation];

    /// <summary>Refuses a graph with an operation that is not read, naming the first.</summary>
    /// <exception cref="InvalidDataException">There is one.</exception>
    public static void RequireKnown(OnnxGraph graph)
    {
        if (graph.Nodes.FirstOrDefault(node => node.Domain.Length > 0 || !Known.ContainsKey(node.Operation)) is { } unknown)
            throw new InvalidDataException($"{graph.Initialisers.Source}: {unknown}: this operation is not read. Of ONNX's operations {Known.Count} are: {string.Join(", ", Names)}.");
    }
}
