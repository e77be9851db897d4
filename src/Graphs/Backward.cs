namespace UNetSharp.Graphs;

/// <summary>Reverse-mode differentiation, graph to graph: the gradient of a scalar is more graph, and what it needs of the forward pass is an ordinary edge.</summary>
public sealed class Backward
{
    private readonly HashSet<Value> _wanted;
    private readonly Dictionary<Value, Value> _gradients = [];

    private Backward(HashSet<Value> wanted, Value loss)
    {
        _wanted = wanted;
        (Result, Gradient) = (loss, loss);
    }

    /// <summary>The result of the operation whose rule is asked.</summary>
    public Value Result { get; private set; }

    /// <summary>The gradient that has reached <see cref="Result"/>, of its shape.</summary>
    public Value Gradient { get; private set; }

    /// <summary>An input of the operation.</summary>
    public Value Input(int index) => Result.Inputs[index];

    /// <summary>Whether anybody wants the gradient of an input.</summary>
    public bool Wants(int index) => _wanted.Contains(Result.Inputs[index]);

    /// <summary>Gives an input its gradient; nothing is drawn when nobody wants it. Several contributions are added in the order in which they come.</summary>
    /// <exception cref="InvalidOperationException">The gradient has not its input's shape: the rule is wrong.</exception>
    public void To(int index, Func<Value> gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        if (!Wants(index))
        {
            return;
        }

        var input = Result.Inputs[index];
        var contribution = gradient();
        if (contribution.Shape != input.Shape)
        {
            throw new InvalidOperationException($"{Result.Operation.Name}: the gradient of input {index} has shape {contribution.Shape}, the input {input.Shape}.");
        }

        _gradients[input] = _gradients.TryGetValue(input, out var sum) ? Sum(sum, contribution) : contribution;
    }

    // The gradient of a crop is nearly all zeros: it is added where it stands instead of being drawn out first.
    private static Value Sum(Value a, Value b) =>
        b.Operation is Embed part ? a.Graph.Add(a.Layer, new AddPart(part.Start), a, b.Inputs[0])
        : a.Operation is Embed other ? b.Graph.Add(b.Layer, new AddPart(other.Start), b, a.Inputs[0])
        : a + b;

    /// <summary>Draws the gradients of a scalar.</summary>
    /// <param name="loss">One number.</param>
    /// <param name="targets">The values whose gradients are asked for.</param>
    /// <returns>The gradient of each target that the loss depends on.</returns>
    /// <exception cref="ArgumentException">The loss is not one number.</exception>
    public static IReadOnlyDictionary<Value, Value> Of(Value loss, params IReadOnlyCollection<Value> targets)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(targets);
        if (loss.Shape.Elements != 1)
        {
            throw new ArgumentException($"Gradients are of one number; this value has shape {loss.Shape}: reduce it first (Mean, Sum).");
        }

        var graph = loss.Graph;
        var back = new Backward(Ancestry(graph, targets, loss.Index), loss);
        if (back._wanted.Contains(loss))
        {
            back._gradients[loss] = graph.Constant(1, loss.Shape);
        }

        for (var index = loss.Index; index >= 0; index--)
        {
            var value = graph.Values[index];
            if (back._wanted.Contains(value) && back._gradients.TryGetValue(value, out var gradient))
            {
                (back.Result, back.Gradient) = (value, gradient);
                value.Operation.Gradient(back);
            }
        }

        return targets.Where(back._gradients.ContainsKey).ToDictionary(target => target, target => back._gradients[target]);
    }

    // Everything that depends on a target: only there do gradients flow.
    private static HashSet<Value> Ancestry(Graph graph, IReadOnlyCollection<Value> targets, int last)
    {
        var wanted = new HashSet<Value>(targets);
        for (var index = 0; index <= last; index++)
        {
            if (graph.Values[index].Inputs.Any(wanted.Contains))
            {
                wanted.Add(graph.Values[index]);
            }
        }

        return wanted;
    }
}
