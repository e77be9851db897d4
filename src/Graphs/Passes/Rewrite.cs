namespace UNetSharp.Graphs;

/// <summary>A new program in the making from an old one: values are taken over one by one, as they are or replaced.</summary>
internal sealed class Rewrite(Program old)
{
    private readonly Graph _graph = new();
    private readonly Dictionary<Value, Value> _map = [];

    /// <summary>What became of a value of the old program.</summary>
    public Value this[Value value] => _map[value];

    /// <summary>Adds an operation on new values in the name of a layer.</summary>
    public Value Add(string layer, Operation operation, params ReadOnlySpan<Value> inputs) => _graph.Add(layer, operation, inputs);

    /// <summary>Takes a value over as it is.</summary>
    public Value Keep(Value value) => Replace(value, _graph.Add(value.Layer, value.Operation, [.. value.Inputs.Select(input => _map[input])]));

    /// <summary>Lets a new value stand for an old one.</summary>
    public Value Replace(Value value, Value by) => _map[value] = by;

    /// <summary>The new program, without what nothing needs any more.</summary>
    public Program Finish() => Program.Of(_graph.Values, [.. old.Results.Select(result => result with { Value = _map[result.Value] })]);
}
