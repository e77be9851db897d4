using System.Collections.Immutable;
using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.ModelFiles;

/// <summary>A node with the values of its inputs: what the form of an operation draws from.</summary>
/// <param name="drawing">Where the node is drawn.</param>
/// <param name="node">The node.</param>
internal sealed class OnnxCall(OnnxDrawing drawing, OnnxNode node)
{
    private readonly Dictionary<int, OnnxValue> further = [];

    /// <summary>The node.</summary>
    public OnnxNode Node { get; } = node;

    /// <summary>Where is drawn.</summary>
    public OnnxDrawing Drawing { get; } = drawing;

    /// <summary>The version of ONNX's operations.</summary>
    public long Opset => Drawing.Source.Opset;

    /// <summary>The name of the first output.</summary>
    public string Result => Node.Outputs.Length > 0 ? Node.Outputs[0] : "";

    /// <summary>How many inputs are named.</summary>
    public int Count => Node.Inputs.Length;

    /// <summary>The layer that is drawn: a weight "enc.0.weight" belongs to "enc.0"; else the node's own name.</summary>
    public string Layer
    {
        get
        {
            var weight = Count > 1 ? Node.Inputs[1] : "";
            return weight.LastIndexOf('.') is > 0 and var dot ? weight[..dot] : (Node.Name.Length > 0 ? Node.Name : Result).TrimStart('/');
        }
    }

    /// <summary>Whether an optional input is given.</summary>
    public bool Has(int index) => index < Count && Node.Inputs[index].Length > 0;

    /// <summary>An input.</summary>
    /// <exception cref="InvalidDataException">It is left out, or nothing before this node makes it.</exception>
    public OnnxValue this[int index] => !Has(index) ? throw new InvalidDataException($"{Drawing.Source.Initialisers.Source}: {Node} lacks its input {index}.")
        : Drawing.Find(Node.Inputs[index]) ?? throw new InvalidDataException($"{Drawing.Source.Initialisers.Source}: {Node} reads \"{Node.Inputs[index]}\", which no node before it makes.");

    /// <summary>An input as a value of the graph.</summary>
    public DrawnValue Drawn(int index) => this[index] switch
    {
        DrawnValue drawn => drawn,
        GroupedValue grouped => grouped.Apart(),
        DividedValue divided => throw Refuse($"computes with {TensorExtents.Text(divided.Shape)}; values of up to {Shape.MaximumRank} axes are computed with"),
        var folded => Drawing.Drawn((FoldedTensor)folded),
    };

    /// <summary>An input whose numbers must be known when the network is drawn.</summary>
    /// <exception cref="InvalidDataException">They are computed from the image.</exception>
    public FoldedTensor Folded(int index) => this[index] as FoldedTensor
        ?? throw Refuse($"computes its input {index}, \"{Node.Inputs[index]}\", from the image; it must be known beforehand");

    /// <summary>An optional input of whole numbers, or the attribute that older versions have in its place; null where neither is given.</summary>
    public int[]? Integers(int index, string attribute) => Has(index) ? Folded(index).Integers
        : Node.Wholes(attribute) is { } wholes ? Array.ConvertAll(wholes, number => (int)Math.Clamp(number, int.MinValue, int.MaxValue)) : null;

    /// <summary>An optional input of one number, or the attribute that older versions have in its place.</summary>
    public float? Number(int index, string attribute) => Has(index) ? Folded(index).Numbers is [var number] ? (float)number : throw Refuse($"has a list where its input {index} is one number")
        : Node.Attributes.GetValueOrDefault(attribute) as float?;

    /// <summary>A vector of one number for each channel as a parameter; null where the input is left out.</summary>
    public Value? Vector(int index, bool trained = true) => !Has(index) ? null
        : this[index] is FoldedTensor { Shape.Length: 1 } tensor ? Drawing.Parameter(tensor, trained: trained)
        : throw Refuse($"has no list of numbers as its input {index}");

    /// <summary>An axis of the first input, counted from the front.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw Refuse($"names axis {axis} of {rank}");

    /// <summary>The first input with its channels last: an image or a volume.</summary>
    public Value Image()
    {
        var image = Drawn(0);
        return image.Rank is 4 or 5 ? image.ChannelsLast() : throw Refuse($"has an input {TensorExtents.Text(image.Shape)}; images [N, C, H, W] and volumes [N, C, D, H, W] are read");
    }

    /// <summary>An image or a volume, channels last, as the node's result.</summary>
    public static DrawnValue Made(Value value) => new(value, DrawnValue.Last(value.Shape.Rank));

    /// <summary>A number for each spatial axis, from an attribute; what an image lacks in depth, or a list in height, is filled in.</summary>
    public Triple Spatial(string attribute, int rank, int otherwise) => Spatial(attribute, Node.Wholes(attribute), rank, otherwise);

    /// <summary>A number for each spatial axis, from a list.</summary>
    public Triple Spatial(string what, IReadOnlyList<long>? numbers, int rank, int otherwise, int missing = 1)
    {
        numbers ??= [.. Enumerable.Repeat((long)otherwise, rank)];
        if (numbers.Count != rank || numbers.Any(number => number is < -(1 << 20) or > 1 << 20)) throw Refuse($"has {what} [{string.Join(", ", numbers)}] for {rank} axes");
        return rank switch
        {
            3 => new((int)numbers[0], (int)numbers[1], (int)numbers[2]),
            2 => new(missing, (int)numbers[0], (int)numbers[1]),
            _ => new(missing, missing, (int)numbers[0]),
        };
    }

    /// <summary>Another output beside the first.</summary>
    public void Also(int index, OnnxValue value) => further[index] = value;

    /// <summary>An output beside the first; null where the operation makes none.</summary>
    public OnnxValue? Further(int index) => further.GetValueOrDefault(index);

    /// <summary>A complaint about the node.</summary>
    public InvalidDataException Refuse(string complaint) => new($"{Drawing.Source.Initialisers.Source}: {Node} {complaint}.");
}
