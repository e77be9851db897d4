using UNetSharp.Graphs.Tests.Reference;

namespace UNetSharp.Graphs.Tests;

/// <summary>A gradient case drawn: random inputs, the operation, a random linear functional of its result as the loss, and the gradients.</summary>
public sealed class Drawing
{
    private readonly Graph _graph = new();
    private readonly Dictionary<Value, double[]> _numbers = [];
    private readonly Value _loss;

    public Drawing(GradientCase operation, int seed = 1)
    {
        var random = new Random(seed);
        Inputs = [.. operation.Shapes.Select((shape, index) => _graph.Input($"x{index}", shape))];
        foreach (var input in Inputs)
        {
            Draw(input, operation.Domain);
        }

        Result = operation.Draw(Inputs);
        var functional = _graph.Input("functional", Result.Shape);
        Draw(functional, number => number);
        _loss = (Result * functional).Sum();
        Gradients = Backward.Of(_loss, Inputs);

        // Numbers that float32 holds exactly, so that both sides start from the same.
        void Draw(Value input, Func<double, double> domain) =>
            _numbers[input] = [.. Enumerable.Range(0, (int)input.Shape.Elements).Select(_ => (double)(float)domain((2 * random.NextDouble()) - 1))];
    }

    public Value[] Inputs { get; }

    public Value Result { get; }

    public IReadOnlyDictionary<Value, Value> Gradients { get; }

    public double[] Evaluate(Value value) => Interpreter()[value];

    public double LossWith(Value input, int element, double step)
    {
        var before = _numbers[input][element];
        _numbers[input][element] = before + step;
        var loss = Interpreter()[_loss][0];
        _numbers[input][element] = before;
        return loss;
    }

    /// <summary>A plan with its inputs filled, and its memory poisoned before: a read of a place that nobody wrote shows as NaN.</summary>
    public Plan Plan(IReadOnlyList<Value> outputs, PlanOptions options)
    {
        var plan = Graphs.Plan.Compile(_graph, Weights.For(_graph), outputs, options: options);
        plan.Poison();
        foreach (var (input, numbers) in _numbers.Where(pair => plan.Reads(pair.Key)))
        {
            for (var at = 0; at < numbers.Length; at++)
            {
                plan[input].Span[at] = (float)numbers[at];
            }
        }

        return plan;
    }

    private Interpreter Interpreter()
    {
        var interpreter = new Interpreter();
        foreach (var (input, numbers) in _numbers)
        {
            interpreter.Set(input, numbers);
        }

        return interpreter;
    }
}
