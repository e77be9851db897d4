using UNetSharp.Goldens;
using UNetSharp.Graphs;
using UNetSharp.Graphs.Tests.Reference;

namespace UNetSharp.Networks.Tests;

/// <summary>Whole networks through a plan against the same graph in double precision, and questions about their parameters.</summary>
internal static class NetworkCheck
{
    /// <summary>Numbers that a network learns.</summary>
    public static long Count(Network network) => Networks.Draw(network).LearntNumbers;

    /// <summary>Numbers that a part of a network learns.</summary>
    /// <param name="network">The network.</param>
    /// <param name="prefix">How the part's names begin.</param>
    public static long Count(Network network, string prefix) =>
        Parameters(network).Where(parameter => parameter.Trained && parameter.Path.StartsWith(prefix, StringComparison.Ordinal)).Sum(parameter => parameter.Shape.Elements);

    /// <summary>The shape of a parameter, as it is here: channels last.</summary>
    public static Shape ShapeOf(Network network, string path) =>
        Assert.Single(Parameters(network), parameter => parameter.Path == path).Shape;

    /// <summary>The logits on an input.</summary>
    public static Value Build(Network network, Shape input)
    {
        var graph = new Graph();
        return network.Build(graph, graph.Input("image", input));
    }

    /// <summary>The message with which a size is refused.</summary>
    public static string Refusal(Network network, Shape input) => Assert.Throws<ArgumentException>(() => Networks.Draw(network, input)).Message;

    /// <summary>Logits in training and at inference, and there the gradients of a random functional of them for the image and each parameter.</summary>
    /// <remarks>
    /// Gradients with running statistics: those of a tiny batch, over two or three pixels at the bottom, multiply every rounding. Batch normalisation in training has its own checks, and whole networks
    /// with it stand beside PyTorch's in <see cref="UNetGoldenTests"/>.
    /// </remarks>
    /// <param name="network">A tiny one, without dropout: double precision takes its time.</param>
    /// <param name="input">Its input.</param>
    public static void AgreesWithTheInterpreter(Network network, Shape input)
    {
        Agrees(network, input, training: true);
        Agrees(network, input, training: false);
    }

    /// <summary>Logits and gradients at inference alone, for a network that draws by lot in training.</summary>
    public static void AgreesAtInference(Network network, Shape input) => Agrees(network, input, training: false);

    /// <summary>Logits in training alone, where double precision is too slow for gradients.</summary>
    public static void LogitsAgree(Network network, Shape input) => Agrees(network, input, training: true);

    private static void Agrees(Network network, Shape input, bool training)
    {
        var graph = new Graph(training);
        var image = graph.Input("image", input);
        var logits = network.Build(graph, image);
        var functional = graph.Input("functional", logits.Shape);
        var loss = (logits * functional).Sum();
        Value[] targets = training ? [] : [image, .. graph.Parameters.Where(value => ((Parameter)value.Operation).Trained)];
        var gradients = Backward.Of(loss, targets);
        Assert.Equal(targets.Length, gradients.Count);
        var weights = Weights.For(graph, seed: 1);
        var (random, interpreter) = (new Random(1), new Interpreter());
        foreach (var value in graph.Parameters)
        {
            interpreter.Set(value, Shaken(weights[((Parameter)value.Operation).Path], random, by: 0.1));
        }

        weights.Changed();
        var plan = Plan.Compile(graph, weights, [logits, loss, .. gradients.Values.Distinct()], training ? null : loss);
        foreach (var value in (Value[])[image, functional])
        {
            plan[value].Span.Clear();
            interpreter.Set(value, Shaken(plan[value].Span, random, by: 1));
        }

        plan.Run();
        var name = $"{network.GetType().Name} {(training ? "in training" : "at inference")}";
        Compare(interpreter, plan, logits, $"{name}: logits");
        foreach (var (target, gradient) in gradients)
        {
            Compare(interpreter, plan, gradient, $"{name}: gradient of {(target.Operation is Parameter parameter ? parameter.Path : "the image")}");
        }
    }

    private static void Compare(Interpreter interpreter, Plan plan, Value value, string what) =>
        GoldenAssert.NormClose(plan[value].Span, Array.ConvertAll(interpreter[value], number => (float)number), absolute: 1e-5, what: what);

    // What begins as zeros or ones would hide errors: every number is moved. Variances stay positive.
    private static double[] Shaken(Span<float> numbers, Random random, double by)
    {
        for (var at = 0; at < numbers.Length; at++)
        {
            numbers[at] += (float)(by * ((2 * random.NextDouble()) - 1));
        }

        return [.. numbers.ToArray().Select(number => (double)number)];
    }

    private static IEnumerable<Parameter> Parameters(Network network) => Networks.Draw(network).Parameters.Select(value => (Parameter)value.Operation);
}
