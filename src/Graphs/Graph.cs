namespace UNetSharp.Graphs;

/// <summary>A network, drawn once: values in the order in which they were added, each after its inputs. It is differentiated, fused, planned, run, counted and exported.</summary>
/// <param name="training">Whether the graph is to be trained: dropout acts and normalisation uses the batch's own statistics.</param>
public sealed class Graph(bool training = false)
{
    private readonly List<Value> _values = [];
    private readonly Dictionary<string, Value> _inputs = [];
    private readonly Dictionary<string, Value> _parameters = [];
    private readonly List<(Value Parameter, Value Next)> _updates = [];
    private uint _streams;

    /// <summary>Whether dropout acts and normalisation uses the batch's own statistics.</summary>
    public bool Training { get; } = training;

    /// <summary>All values, inputs before their users.</summary>
    public IReadOnlyList<Value> Values => _values;

    /// <summary>The parameters in the order in which they were first asked for.</summary>
    public IReadOnlyCollection<Value> Parameters => _parameters.Values;

    /// <summary>Numbers that a model of this graph learns: the sum over trained parameters.</summary>
    public long LearntNumbers => Parameters.Select(value => (Parameter)value.Operation).Where(parameter => parameter.Trained).Sum(parameter => parameter.Shape.Elements);

    /// <summary>Parameters that take a new value at the end of each run (running statistics).</summary>
    public IReadOnlyList<(Value Parameter, Value Next)> Updates => _updates;

    /// <summary>A value that the caller fills before each run.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Value Input(string name, Shape shape)
    {
        var input = Add(new Input(name, shape));
        return _inputs.TryAdd(name, input) ? input : throw new ArgumentException($"Graph: there is an input \"{name}\" already.");
    }

    /// <summary>A number everywhere.</summary>
    public Value Constant(float number, Shape shape) => Add(new Constant(number, shape));

    /// <summary>A parameter; asking again for the same name gives the same value.</summary>
    /// <exception cref="ArgumentException">The name is taken by a parameter of another shape.</exception>
    public Value Parameter(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (_parameters.TryGetValue(parameter.Path, out var known))
        {
            return known.Shape == parameter.Shape ? known
                : throw new ArgumentException($"Graph: parameter \"{parameter.Path}\" has shape {known.Shape}; it was now asked for with {parameter.Shape}.");
        }

        return _parameters[parameter.Path] = Add(parameter);
    }

    /// <summary>Adds an operation.</summary>
    /// <exception cref="ArgumentException">The inputs do not fit, or belong to another graph.</exception>
    public Value Add(Operation operation, params ReadOnlySpan<Value> inputs) => Add(inputs.Length > 0 ? inputs[0].Layer : "", operation, inputs);

    /// <summary>Adds an operation in the name of a layer.</summary>
    /// <exception cref="ArgumentException">The inputs do not fit (the message names the layer), or belong to another graph.</exception>
    public Value Add(string layer, Operation operation, params ReadOnlySpan<Value> inputs)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Span<Shape> shapes = stackalloc Shape[inputs.Length];
        for (var at = 0; at < inputs.Length; at++)
        {
            shapes[at] = inputs[at].Graph == this ? inputs[at].Shape : throw new ArgumentException($"{operation.Name}: input {at} belongs to another graph.");
        }

        Shape shape;
        try
        {
            shape = operation.Infer(shapes);
        }
        catch (ArgumentException refusal) when (layer.Length > 0 && !refusal.Message.StartsWith('“'))
        {
            throw new ArgumentException($"“{layer}” {refusal.Message}", refusal);
        }

        var value = new Value(this, _values.Count, operation, [.. inputs], shape, layer);
        _values.Add(value);
        return value;
    }

    /// <summary>The value that a parameter will have at the end of a run: that of the last <see cref="Update"/>, or itself.</summary>
    public Value NextOf(Value parameter) => _updates.Find(update => update.Parameter == parameter).Next ?? parameter;

    /// <summary>Gives a parameter a new value at the end of each run, instead of the one it would have had.</summary>
    /// <exception cref="ArgumentException">Not a parameter of this graph, or another shape.</exception>
    public void Update(Value parameter, Value next)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(next);
        if (parameter.Operation is not Graphs.Parameter || parameter.Shape != next.Shape)
        {
            throw new ArgumentException($"Update: {parameter} cannot take the value of {next}; it takes a parameter and a value of its shape.");
        }

        _updates.RemoveAll(update => update.Parameter == parameter);
        _updates.Add((parameter, next));
    }

    /// <summary>A number that no other random operation of the graph has: its stream of random numbers.</summary>
    public uint NextStream() => _streams++;

    /// <summary>The gradient of a scalar for each trained parameter that it depends on.</summary>
    public IReadOnlyDictionary<Value, Value> Gradients(Value loss) =>
        Backward.Of(loss, [.. Parameters.Where(value => value.Operation is Graphs.Parameter { Trained: true })]);
}
