using UNetSharp.Goldens;
using UNetSharp.Graphs;
using UNetSharp.Graphs.Tests.Reference;
using UNetSharp.Training;

namespace UNetSharp.Networks.Tests;

/// <summary>One training pass of a network with a golden's parameters, image and labels, through a plan; and the same graph in double precision.</summary>
public sealed class GoldenRun
{
    private readonly Golden _golden;
    private readonly Func<string, string?> _names;
    private readonly Value _image, _labels, _pixelWeights, _logits, _loss;
    private readonly Value[] _relus;
    private readonly (string Name, Value Gradient, ParameterKind Kind)[] _gradients;
    private readonly Weights _weights;
    private readonly float[][] _before;
    private readonly Plan _plan;
    private readonly Interpreter _exact;

    /// <summary>Runs the pass.</summary>
    /// <param name="network">The network.</param>
    /// <param name="golden">Its parameters, image, labels and results.</param>
    /// <param name="loss">The golden's loss.</param>
    /// <param name="names">What the golden calls a parameter: the same by default; null for one that it has not.</param>
    public GoldenRun(Network network, Golden golden, Loss loss, Func<string, string?>? names = null)
    {
        var graph = new Graph(training: true);
        (_golden, _names) = (golden, names ?? (name => name));
        _image = graph.Input("image", Shape.Of([.. golden["x"].ChannelsLast().Shape]));
        _logits = network.Build(graph, _image);
        var pixels = Shape.Of([.. golden["t"].Shape]);
        (_labels, _pixelWeights) = (graph.Input("labels", pixels), graph.Input("pixel weights", pixels));
        _loss = loss(_logits, _labels, _pixelWeights);
        var trained = graph.Parameters.Where(value => value.Operation is Parameter { Trained: true, Path: var path } && _names(path) is not null).ToArray();
        var gradients = Backward.Of(_loss, [_image, .. trained]);
        _gradients = [("the image", gradients[_image], ParameterKind.Plain), .. trained.Select(value => (((Parameter)value.Operation).Path, gradients[value], ((Parameter)value.Operation).Kind))];
        _relus = [.. graph.Values.Where(value => value.Operation is Relu)];
        _weights = WeightsOf(graph, golden, _names);
        _before = [.. graph.Parameters.Select(value => _weights[((Parameter)value.Operation).Path].ToArray())];
        _plan = Plan.Compile(graph, _weights, [_logits, _loss, .. _gradients.Select(gradient => gradient.Gradient), .. _relus], _loss);
        golden["x"].ChannelsLast().Values.CopyTo(_plan[_image].Span);
        golden["t"].Values.CopyTo(_plan[_labels].Span);
        if (_plan.Reads(_pixelWeights))
        {
            golden["w"].Values.CopyTo(_plan[_pixelWeights].Span);
        }

        _plan.Run();
        _exact = Interpreter();
    }

    /// <summary>Parameters from the golden's tensors "weights.NAME".</summary>
    public static Weights WeightsOf(Graph graph, Golden golden, Func<string, string?>? names = null)
    {
        var weights = Weights.For(graph);
        foreach (var parameter in weights.Parameters)
        {
            if ((names is null ? parameter.Path : names(parameter.Path)) is { } name)
            {
                ChannelsLast(golden["weights." + name], parameter.Kind).CopyTo(weights[parameter.Path]);
            }
        }

        weights.Changed();
        return weights;
    }

    /// <summary>Logits, loss, running statistics, and every gradient of the plan.</summary>
    public void Check()
    {
        CheckForward();
        foreach (var (golden, plan) in GoldenGradients().Zip(PlanGradients()))
        {
            GoldenAssert.NormClose(plan, golden, what: "gradient");
        }
    }

    /// <summary>Logits, loss and running statistics, within the tolerances that come with the goldens.</summary>
    public void CheckForward()
    {
        GoldenAssert.Close(_plan[_logits].Span, _golden["y"].ChannelsLast().Values, absolute: 1e-4, relative: 1e-3, "logits");
        GoldenAssert.Close(_plan[_loss].Span[0], _golden["loss"].Scalar, absolute: 1e-4, relative: 1e-3, "loss");
        foreach (var parameter in _weights.Parameters.Where(parameter => !parameter.Trained))
        {
            GoldenAssert.Close(_weights[parameter.Path], _golden["after." + _names(parameter.Path)].Values, what: $"{parameter.Path} after the step");
        }
    }

    /// <summary>PyTorch's gradients: the image's, then the parameters' in their order.</summary>
    public IEnumerable<float[]> GoldenGradients() =>
        [_golden["gx"].ChannelsLast().Values, .. _gradients.Skip(1).Select(gradient => ChannelsLast(_golden["grad." + _names(gradient.Name)], gradient.Kind))];

    /// <summary>The plan's, in the same order; those of parameters also lie, the same, in the block of gradients.</summary>
    public IEnumerable<float[]> PlanGradients()
    {
        foreach (var (name, gradient, _) in _gradients)
        {
            var numbers = _plan[gradient].Span.ToArray();
            if (gradient.Shape != _image.Shape)
            {
                Assert.Equal(numbers, _plan.Gradients!.Span(_weights.Offset(name), numbers.Length).ToArray());
            }

            yield return numbers;
        }
    }

    /// <summary>The graph's in double precision, in the same order.</summary>
    /// <param name="zerosOfPlan">Whether each ReLU is zero where the plan's is, instead of where it should be.</param>
    public IEnumerable<(string Name, float[] Numbers)> ExactGradients(bool zerosOfPlan)
    {
        var interpreter = zerosOfPlan ? Interpreter() : _exact;
        foreach (var relu in zerosOfPlan ? _relus : [])
        {
            var (exact, plan) = (_exact[relu], _plan[relu].Span.ToArray());
            interpreter.Set(relu, [.. exact.Select((number, at) => plan[at] > 0 ? Math.Max(number, double.Epsilon) : 0)]);
        }

        return _gradients.Select(gradient => (gradient.Name, interpreter[gradient.Gradient].Select(number => (float)number).ToArray()));
    }

    /// <summary>Numbers that the plan's ReLUs stop and should not have, or the reverse. All must be close to zero.</summary>
    public int ZerosThatDiffer(double closerThan)
    {
        var differ = 0;
        foreach (var relu in _relus)
        {
            var (before, plan) = (_exact[relu.Inputs[0]], _plan[relu].Span.ToArray());
            for (var at = 0; at < plan.Length; at++)
            {
                if (before[at] > 0 != plan[at] > 0)
                {
                    differ++;
                    Assert.True(Math.Abs(before[at]) < closerThan, $"{relu}: element {at} is {before[at]} before the ReLU and {plan[at]} behind the plan's");
                }
            }
        }

        return differ;
    }

    private Interpreter Interpreter()
    {
        var interpreter = new Interpreter();
        foreach (var (value, numbers) in _image.Graph.Parameters.Zip(_before))
        {
            interpreter.Set(value, Doubles(numbers));
        }

        interpreter.Set(_image, Doubles(_golden["x"].ChannelsLast().Values));
        interpreter.Set(_labels, Doubles(_golden["t"].Values));
        return interpreter;
    }

    private static double[] Doubles(float[] numbers) => [.. numbers.Select(number => (double)number)];

    private static float[] ChannelsLast(GoldenTensor tensor, ParameterKind kind) => kind switch
    {
        ParameterKind.Convolution => tensor.Kernel().Values,
        ParameterKind.TransposedConvolution => tensor.TransposedKernel().Values,
        _ => tensor.Values,
    };
}
