using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>Draws an ONNX graph into ours, for one size of input: shapes are then numbers, and whatever nodes compute from them is computed on the way.</summary>
internal sealed class OnnxDrawing
{
    private readonly Dictionary<string, OnnxValue> values = [];
    private readonly Dictionary<string, NamedTensor> parameters = [];

    /// <param name="graph">Where to draw.</param>
    /// <param name="source">What to draw.</param>
    /// <param name="image">The value of the input, channels last.</param>
    public OnnxDrawing(Graph graph, OnnxGraph source, Value image)
    {
        (Graph, Source) = (graph, source);
        foreach (var tensor in source.Initialisers.Tensors) values[tensor.Name] = FoldedTensor.From(tensor);
        values[source.Inputs[0].Name] = new DrawnValue(image, source.ChannelsLast ? DrawnValue.InOrder(image.Shape.Rank) : DrawnValue.Last(image.Shape.Rank));
    }

    /// <summary>Where is drawn.</summary>
    public Graph Graph { get; }

    /// <summary>What is drawn.</summary>
    public OnnxGraph Source { get; }

    /// <summary>The tensors that became parameters, by the parameters' names and in the file's order of axes.</summary>
    public IReadOnlyDictionary<string, NamedTensor> Parameters => parameters;

    /// <summary>The tensors of the file with whose numbers something was computed beforehand.</summary>
    public IEnumerable<string> Read => values.Values.OfType<FoldedTensor>().Where(tensor => tensor is { Stored: not null, IsRead: true }).Select(tensor => tensor.Name);

    /// <summary>Draws nodes until all names that are wanted are known.</summary>
    /// <exception cref="ArgumentException">A node refuses its inputs: another size of the image may do.</exception>
    /// <exception cref="InvalidDataException">The graph is wrong, or asks for what is not read.</exception>
    public OnnxValue Draw(string wanted)
    {
        foreach (var node in Source.Nodes)
        {
            if (values.ContainsKey(wanted)) break;
            try
            {
                var call = new OnnxCall(this, node);
                var result = OnnxForms.Of(node)(call);
                for (var index = 0; index < node.Outputs.Length; index++)
                {
                    if (node.Outputs[index].Length > 0 && (index == 0 ? result : call.Further(index)) is { } made) values[node.Outputs[index]] = made;
                }
            }
            catch (Exception refusal) when (refusal is ArgumentException or OverflowException or InvalidCastException or IndexOutOfRangeException or KeyNotFoundException)
            {
                throw new ArgumentException($"{Source.Initialisers.Source}: {node}: {refusal.Message}", refusal);
            }
        }

        return values.GetValueOrDefault(wanted) ?? throw new InvalidDataException($"{Source.Initialisers.Source}: no node makes the output \"{wanted}\".");
    }

    /// <summary>The value of a name.</summary>
    public OnnxValue? Find(string name) => values.GetValueOrDefault(name);

    /// <summary>A tensor of the file as a parameter, channels last.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="kind">What it is, which says where its axes go.</param>
    /// <param name="trained">Whether an optimiser may change it.</param>
    public Value Parameter(FoldedTensor tensor, ParameterKind kind = ParameterKind.Plain, bool trained = true)
    {
        // One tensor in two roles is two parameters: they have their axes in different orders.
        var path = parameters.ContainsKey(tensor.Name) && !Graph.Parameters.Any(value => value.Operation is Parameter known && known.Path == tensor.Name && known.Kind == kind) ? $"{tensor.Name}:{kind}" : tensor.Name;
        parameters.TryAdd(path, tensor.Stored is { } stored ? stored.Renamed(path) : tensor.Named(path).ToTensor());
        var shape = Shape.Of(AxisOrder.Permute(tensor.Shape.AsSpan(), ParameterAxes.ToLast(kind, tensor.Shape.Length).AsSpan()).AsSpan());
        return Graph.Parameter(new Parameter(path, shape, Initialiser.Zero, kind, trained));
    }

    /// <summary>Known numbers as a value of the graph: a constant where they are all one number, else a parameter.</summary>
    public DrawnValue Drawn(FoldedTensor tensor)
    {
        var shape = Shape.Of(tensor.Shape.AsSpan());
        var same = tensor.Stored is null || tensor.Count == 1 ? tensor.Numbers.Distinct().Take(2).ToArray() : [];
        var value = same.Length == 1 ? Graph.Constant((float)same[0], shape) : Parameter(tensor);
        return new DrawnValue(value, DrawnValue.InOrder(tensor.Shape.Length));
    }
}
