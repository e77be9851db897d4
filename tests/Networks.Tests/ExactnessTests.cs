using UNetSharp.Goldens;
using UNetSharp.Graphs;
using UNetSharp.Graphs.Tests.Reference;
using UNetSharp.Kernels;

namespace UNetSharp.Networks.Tests;

/// <summary>Whole networks, all heads and all gradients: the plan's float32 against plain loops in double precision.</summary>
public class ExactnessTests
{
    // Encoders and transformers have checks of their own (NetworkCheck): deep encoders over so few pixels multiply every rounding.
    public static TheoryData<string> Forms => [.. Networks.Convolutional.Concat(Networks.More).Select(row => row.Data)];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Plan_and_double_precision_agree_in_answers_and_gradients(string form)
    {
        var network = Networks.Parse(form);
        var graph = new Graph(training: true);
        var image = graph.Input("image", network.TypicalInput.WithSpatial(Extents(network), network.InputChannels).With(0, 2));
        var answers = network.BuildHeads(graph, image).Select(head => head.Logits).ToArray();
        var functionals = answers.Select((answer, index) => graph.Input($"functional {index}", answer.Shape)).ToArray();
        var loss = answers.Zip(functionals, (answer, functional) => (answer * functional).Mean()).Aggregate((a, b) => a + b);
        var gradients = graph.Gradients(loss).Values.ToArray();
        var (weights, interpreter) = (Weights.For(graph, seed: 7), new Interpreter());
        var plan = Plan.Compile(graph, weights, [.. answers, .. gradients]);
        Fill(plan, interpreter, [image, .. functionals]);
        foreach (var value in graph.Parameters)
        {
            interpreter.Set(value, [.. weights[((Parameter)value.Operation).Path].ToArray().Select(number => (double)number)]);
        }

        plan.Run();
        foreach (var value in answers)
        {
            GoldenAssert.NormClose(plan[value].Span, Floats(interpreter[value]), relative: 1e-4, what: $"{form}: {value}");
        }

        // Some gradients are zero but for rounding (biases in front of a normalisation): hence an absolute tolerance on the scale of all of them.
        var scale = Math.Sqrt(gradients.Sum(gradient => interpreter[gradient].Sum(number => number * number)));
        foreach (var value in gradients)
        {
            GoldenAssert.NormClose(plan[value].Span, Floats(interpreter[value]), relative: 2e-3, absolute: 2e-5 * scale, what: $"{form}: gradient {value}");
        }
    }

    // The smallest extents from 12 on that fit; of volumes 8, as plain loops take their time.
    private static Triple Extents(Network network)
    {
        var axes = new int[3];
        for (var axis = 0; axis < 3; axis++)
        {
            axes[axis] = Enumerable.Range(network.Dimensions == 3 ? 8 : 12, 100).First(size => Takes(network, axis, size));
        }

        return new(axes[0], axes[1], axes[2]);
    }

    private static bool Takes(Network network, int axis, int size)
    {
        if (network.Dimensions == 2 && axis == 0) return true;
        var typical = network.TypicalInput;
        try
        {
            Networks.Draw(network, typical.With(typical.Rank - 4 + axis, size));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Fill(Plan plan, Interpreter interpreter, Value[] inputs)
    {
        var random = new Random(3);
        foreach (var input in inputs)
        {
            var numbers = Enumerable.Range(0, (int)input.Shape.Elements).Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray();
            numbers.CopyTo(plan[input].Span);
            interpreter.Set(input, [.. numbers.Select(number => (double)number)]);
        }
    }

    private static float[] Floats(double[] numbers) => [.. numbers.Select(number => (float)number)];
}
