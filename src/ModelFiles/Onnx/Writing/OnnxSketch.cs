using System.Collections.Immutable;
using System.Globalization;
using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>An ONNX graph in the making: nodes so far, the names of our values in it, and in which order it has their axes.</summary>
/// <remarks>
/// What our graph has as [N, H, W, C] ONNX has as [N, C, H, W]: the weights are turned round, not the values, so that no node moves axes in a convolutional network. Where an operation goes by memory order
/// (Reshape, MatMul) a Transpose is written in front of it, once for each value and order.
/// </remarks>
internal sealed class OnnxSketch
{
    /// <summary>What the names of constants begin with, which tells them from parameters.</summary>
    public const string ConstantPrefix = "constant/";

    private readonly List<OnnxNode> nodes = [];
    private readonly Dictionary<string, NamedTensor> constants = [];
    private readonly Dictionary<Value, List<(string Name, ImmutableArray<int> Axes)>> names = [];
    private readonly HashSet<string> taken = [];
    private readonly List<(string Name, Value Value)> computed = [];
    private readonly HashSet<string> parameters = [];
    private readonly List<(ImmutableArray<int> Rows, string Name)> rows = [];

    /// <summary>The nodes so far.</summary>
    public IReadOnlyList<OnnxNode> Nodes => nodes;

    /// <summary>Small tensors that nodes read beside parameters.</summary>
    public IReadOnlyCollection<NamedTensor> Constants => constants.Values;

    /// <summary>Values that depend on parameters alone: the caller computes them once.</summary>
    public IReadOnlyList<(string Name, Value Value)> Computed => computed;

    /// <summary>The names of the parameters that nodes read.</summary>
    public IReadOnlySet<string> Parameters => parameters;

    /// <summary>Says what a value is called and which of its axes each ONNX axis is.</summary>
    public void Name(Value value, string name, ImmutableArray<int> axes)
    {
        if (!names.TryGetValue(value, out var forms)) names[value] = forms = [];
        forms.Add((name, axes));
        taken.Add(name);
    }

    /// <summary>The name of a value, channels first: [N, C, (D,) H, W].</summary>
    public string First(Value value) => Arranged(value, Firsts(value.Shape.Rank));

    /// <summary>The name of a value with its axes as we have them.</summary>
    public string InOrder(Value value) => Arranged(value, Ours(value.Shape.Rank));

    /// <summary>The order of axes in which a value came to be.</summary>
    public ImmutableArray<int> AxesOf(Value value) => names.TryGetValue(value, out var forms) ? forms[0].Axes : Ours(value.Shape.Rank);

    /// <summary>The name of a value with its axes in some order; a Transpose is written where it does not have it yet.</summary>
    public string Arranged(Value value, ImmutableArray<int> order)
    {
        if (!names.ContainsKey(value)) NameLeaf(value);
        var forms = names[value];
        foreach (var (name, axes) in forms)
            if (axes.SequenceEqual(order))
                return name;
        var (from, had) = forms[0];
        var turned = Node(value.Layer, "Transpose", [from], node => node.With("perm", Array.ConvertAll([.. order], axis => (long)had.IndexOf(axis))));
        forms.Add((turned, order));
        return turned;
    }

    /// <summary>The name of a value beside one of at least as many axes: it is given the axes that it lacks, in the other's order.</summary>
    public string Beside(Value value, ImmutableArray<int> order)
    {
        var (rank, missing) = (value.Shape.Rank, order.Length - value.Shape.Rank);
        if (missing == 0) return Arranged(value, order);

        // Our missing axes are in front: ours + missing is the axis of the wider value.
        long[] shape = [.. order.Select(axis => axis < missing ? 1L : value.Shape[axis - missing])];
        ImmutableArray<int> kept = [.. order.Where(axis => axis >= missing).Select(axis => axis - missing)];
        var narrow = Arranged(value, kept);
        return rank == 0 || order.SequenceEqual(Ours(order.Length)) ? narrow : Node(value.Layer, "Reshape", [narrow, Constant(shape)]);
    }

    /// <summary>The name of a parameter: a tensor in PyTorch's order of axes.</summary>
    /// <exception cref="NotSupportedException">Something else is computed there.</exception>
    public string Parameter(Value value)
    {
        if (value.Operation is not Parameter parameter) throw new NotSupportedException($"{value} stands where a parameter is expected.");
        parameters.Add(parameter.Path);
        return parameter.Path;
    }

    /// <summary>A list of whole numbers that a node reads.</summary>
    public string Constant(params ReadOnlySpan<long> values)
    {
        var numbers = values.ToArray();
        var name = ConstantPrefix + string.Join('_', numbers.Select(number => number == long.MaxValue ? "end" : number.ToString(CultureInfo.InvariantCulture)));
        constants.TryAdd(name, NamedTensor.Create(name, [numbers.Length], numbers));
        return name;
    }

    /// <summary>A list of numbers that a node reads.</summary>
    public string Constant(params ReadOnlySpan<float> values)
    {
        var name = $"{ConstantPrefix}float_{Text(values)}";
        constants.TryAdd(name, NamedTensor.Create(name, [values.Length], values.ToArray()));
        return name;
    }

    /// <summary>A tensor of numbers that a node reads.</summary>
    public string Table(int[] shape, float[] values)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{ConstantPrefix}table_{constants.Count}");
        constants.Add(name, NamedTensor.Create(name, [.. shape], values));
        return name;
    }

    /// <summary>Numbers of rows that a node reads; blocks of a transformer mostly share theirs.</summary>
    public string Rows(ImmutableArray<int> numbers)
    {
        foreach (var (known, same) in rows)
            if (known.AsSpan().SequenceEqual(numbers.AsSpan()))
                return same;
        var name = string.Create(CultureInfo.InvariantCulture, $"{ConstantPrefix}rows_{rows.Count}");
        constants.Add(name, NamedTensor.Create(name, [numbers.Length], Array.ConvertAll([.. numbers], number => (long)number)));
        rows.Add((numbers, name));
        return name;
    }

    /// <summary>One number that a node reads.</summary>
    public string Number(float value)
    {
        var name = $"{ConstantPrefix}number_{Text([value])}";
        constants.TryAdd(name, NamedTensor.Create(name, [], new[] { value }));
        return name;
    }

    /// <summary>The same number so many times.</summary>
    public string Repeated(float value, int count)
    {
        var name = $"{ConstantPrefix}{count}_times_{Text([value])}";
        if (!constants.ContainsKey(name))
        {
            var values = new float[count];
            values.AsSpan().Fill(value);
            constants.Add(name, NamedTensor.Create(name, [count], values));
        }

        return name;
    }

    /// <summary>Writes a node with one result, and gives its name.</summary>
    public string Node(string layer, string operation, string[] inputs, Func<OnnxNode, OnnxNode>? attributes = null)
    {
        var place = $"{layer}/{operation}";
        var name = place;
        for (var number = 1; !taken.Add(name); number++) name = string.Create(CultureInfo.InvariantCulture, $"{place}_{number}");
        var node = new OnnxNode(operation, [.. inputs], [name]) { Name = name };
        nodes.Add(attributes is null ? node : attributes(node));
        return name;
    }

    /// <summary>Gives the result of a node another name, for all that read it.</summary>
    public void Rename(string from, string to)
    {
        for (var at = 0; at < nodes.Count; at++)
        {
            var node = nodes[at];
            nodes[at] = node with { Inputs = [.. node.Inputs.Select(name => name == from ? to : name)], Outputs = [.. node.Outputs.Select(name => name == from ? to : name)] };
        }
    }

    /// <summary>[N, C, (D,) H, W] of our [N, (D,) H, W, C].</summary>
    public static ImmutableArray<int> Firsts(int rank) => rank is 4 or 5 ? AxisOrder.Inverse(AxisOrder.ActivationToLast(rank).AsSpan()) : Ours(rank);

    /// <summary>The axes as we have them.</summary>
    public static ImmutableArray<int> Ours(int rank) => [.. Enumerable.Range(0, rank)];

    // A parameter that is read as a value, or what is computed from parameters alone.
    private void NameLeaf(Value value)
    {
        if (value.Operation is Parameter parameter)
        {
            parameters.Add(parameter.Path);
            Name(value, parameter.Path, AxisOrder.Inverse(ParameterAxes.ToLast(parameter.Kind, value.Shape.Rank).AsSpan()));
            return;
        }

        var name = $"{ConstantPrefix}{(value.Layer.Length > 0 ? value.Layer + "/" : "")}{value.Operation.Name}_{value.Index}";
        Name(value, name, Ours(value.Shape.Rank));
        computed.Add((name, value));
    }

    private static string Text(ReadOnlySpan<float> values) => string.Join('_', values.ToArray().Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
