using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

/// <summary>A step of an ONNX graph: an operation, the names of the values that it reads and of those that it makes.</summary>
/// <param name="Operation">Such as "Conv".</param>
/// <param name="Inputs">Names; empty where an optional input is left out.</param>
/// <param name="Outputs">Names.</param>
internal sealed record OnnxNode(string Operation, ImmutableArray<string> Inputs, ImmutableArray<string> Outputs)
{
    /// <summary>The node's own name; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whose operation it is: empty for ONNX's own.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Each is a long, a float, a string, an array of longs or floats, or a <see cref="NamedTensor"/>.</summary>
    public ImmutableSortedDictionary<string, object> Attributes { get; init; } = ImmutableSortedDictionary.Create<string, object>(StringComparer.Ordinal);

    /// <summary>The same with an attribute set.</summary>
    public OnnxNode With(string attribute, object value) => this with { Attributes = Attributes.SetItem(attribute, value) };

    /// <summary>A whole number.</summary>
    public long Whole(string attribute, long otherwise) => Attributes.GetValueOrDefault(attribute) is long value ? value : otherwise;

    /// <summary>A number with a fraction.</summary>
    public float Number(string attribute, float otherwise) => Attributes.GetValueOrDefault(attribute) is float value ? value : otherwise;

    /// <summary>A word.</summary>
    public string Text(string attribute, string otherwise) => Attributes.GetValueOrDefault(attribute) as string ?? otherwise;

    /// <summary>Whole numbers; null when left out.</summary>
    public long[]? Wholes(string attribute) => Attributes.GetValueOrDefault(attribute) as long[];

    /// <summary>As messages name it: node "/enc.0/Conv" (Conv).</summary>
    public override string ToString() => $"node \"{(Name.Length > 0 ? Name : Outputs.FirstOrDefault() ?? "")}\" ({(Domain.Length > 0 ? Domain + "." : "")}{Operation})";
}
