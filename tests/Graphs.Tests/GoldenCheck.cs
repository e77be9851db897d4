using UNetSharp.Goldens;

namespace UNetSharp.Graphs.Tests;

/// <summary>Draws an operation on a golden's tensors and compares its result and its gradients with the golden's.</summary>
/// <param name="golden">The file: its y, the gy of its y, and for each input NAME the gNAME.</param>
/// <param name="channelsFirst">Whether tensors of four and five axes have their channels second, as all but those of layer normalisation have.</param>
public sealed class GoldenCheck(Golden golden, bool channelsFirst = true)
{
    private readonly Graph _graph = new(training: true);
    private readonly List<(Value Input, string Name, GoldenTensor Tensor)> _given = [], _followed = [];

    /// <summary>An input that gets a gradient.</summary>
    /// <param name="name">Its name in the golden.</param>
    /// <param name="order">Brings it, and its gradient, into our order of axes; channels last by default.</param>
    public Value Followed(string name, Func<GoldenTensor, GoldenTensor>? order = null)
    {
        var tensor = (order ?? Last)(golden[name]);
        var value = _graph.Parameter(new Parameter(name, Shape.Of([.. tensor.Shape]), Initialiser.Zero));
        _followed.Add((value, name, (order ?? Last)(golden["g" + name])));
        _given.Add((value, name, tensor));
        return value;
    }

    /// <summary>An input without gradient.</summary>
    public Value Given(string name, Func<GoldenTensor, GoldenTensor>? order = null)
    {
        var tensor = (order ?? Last)(golden[name]);
        var value = _graph.Input(name, Shape.Of([.. tensor.Shape]));
        _given.Add((value, name, tensor));
        return value;
    }

    /// <summary>Labels or weights of pixels, [N, (D,) H, W]: no channels to be moved.</summary>
    public Value Labels(string name) => Given(name, tensor => tensor);

    /// <summary>Compares y with the golden's, and the gradients of Σ y·gy (of y itself when it is a scalar).</summary>
    public void Compare(Value y, double absolute = 1e-5, double relative = 1e-4)
    {
        var scalar = y.Shape.Rank == 0;
        var loss = scalar ? y : (y * Given("gy")).Sum();
        var weights = Weights.For(_graph);
        foreach (var (value, name, tensor) in _given.Where(given => given.Input.Operation is Parameter))
        {
            tensor.Values.CopyTo(weights[name]);
        }

        weights.Changed();
        var plan = Plan.Compile(_graph, weights, [y], loss);
        foreach (var (value, _, tensor) in _given.Where(given => given.Input.Operation is Input))
        {
            tensor.Values.CopyTo(plan[value].Span);
        }

        plan.Run(TestContext.Current.CancellationToken);
        GoldenAssert.Close(plan[y].Span, scalar ? golden["y"].Values : Last(golden["y"]).Values, absolute, relative, $"{golden.Name}, y");
        foreach (var (value, name, gradient) in _followed)
        {
            var actual = plan.Gradients!.Span(weights.Offset(name), (int)value.Shape.Elements);
            GoldenAssert.Close(actual, gradient.Values, absolute, relative, $"{golden.Name}, gradient of {name}");
        }
    }

    private GoldenTensor Last(GoldenTensor tensor) => channelsFirst && tensor.Shape.Length >= 4 ? tensor.ChannelsLast() : tensor;
}
