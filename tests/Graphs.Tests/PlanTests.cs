using UNetSharp.Graphs.Tests.Reference;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests;

/// <summary>Whole plans of random networks.</summary>
public class PlanTests
{
    public static IEnumerable<TheoryDataRow<int>> Seeds => Enumerable.Range(1, 24).Select(seed => new TheoryDataRow<int>(seed));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_plan_gives_the_interpreters_numbers_with_and_without_fusion(int seed)
    {
        var network = new RandomNetwork(seed);
        var weights = Weights.For(network.Graph, seed: 7);
        var gradients = network.Graph.Gradients(network.Loss);
        var oracle = Oracle(network, weights);
        foreach (var fuse in (bool[])[true, false])
        {
            var plan = Run(network, weights, new PlanOptions { Team = Teams.Of(2), Fuse = fuse });
            Numbers.Close(oracle[network.Output], plan[network.Output].Span, $"network {seed}, fuse {fuse}");
            foreach (var (value, gradient) in gradients)
            {
                var parameter = (Parameter)value.Operation;
                Numbers.Close(oracle[gradient], plan.Gradients!.Span(weights.Offset(parameter.Path), (int)parameter.Shape.Elements), $"network {seed}, fuse {fuse}, gradient of {parameter.Path}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_bits_do_not_depend_on_the_number_of_threads(int seed)
    {
        var network = new RandomNetwork(seed);
        var one = Bits(network, new PlanOptions { Team = Teams.Of(1) });
        Assert.Equal(one, Bits(network, new PlanOptions { Team = Teams.Of(2) }));
        Assert.Equal(one, Bits(network, new PlanOptions { Team = Teams.Of(5) }));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Computing_again_instead_of_keeping_changes_no_bit_and_never_takes_more_memory(int seed)
    {
        var network = new RandomNetwork(seed);
        var weights = Weights.For(network.Graph, seed: 7);
        var kept = Run(network, weights, new PlanOptions { Team = Teams.Of(1), RepeatCheaply = false });
        var cheap = Run(network, weights, new PlanOptions { Team = Teams.Of(1) });
        var least = Run(network, weights, new PlanOptions { Team = Teams.Of(1), MemoryLimit = Least(network, weights, kept.Figures.Bytes) });
        Assert.True(cheap.Figures.Bytes <= kept.Figures.Bytes, $"{cheap.Figures.Bytes} bytes, {kept.Figures.Bytes} without repeating anything");
        Assert.True(least.Figures.Bytes <= cheap.Figures.Bytes, $"{least.Figures.Bytes} bytes, {cheap.Figures.Bytes} without a limit");
        foreach (var again in (Plan[])[cheap, least])
        {
            Assert.Equal(kept[network.Output].Span.ToArray(), again[network.Output].Span.ToArray());
            Assert.Equal(Gradients(kept), Gradients(again));
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.01f)]
    public void Activations_ride_on_normalisations_forward_and_backward(float slope)
    {
        var (fused, plain) = (Normalised(slope, fuse: true), Normalised(slope, fuse: false));
        string[] activations = [nameof(Relu), nameof(LeakyRelu), nameof(ReluGradient), nameof(LeakyReluGradient)];
        Assert.DoesNotContain(fused.Steps, step => activations.Contains(step.Operation));
        Assert.Contains(plain.Steps, step => activations.Contains(step.Operation));
        Assert.Equal(Gradients(plain), Gradients(fused));
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        var plan = Run(new RandomNetwork(3), null, new PlanOptions { Team = Teams.Of(2) });
        for (var warm = 0; warm < 50; warm++)
        {
            plan.Run();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        plan.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void An_inference_plan_follows_changed_parameters()
    {
        var network = new RandomNetwork(5, training: false);
        var weights = Weights.For(network.Graph, seed: 7);
        var plan = Plan.Compile(network.Graph, weights, [network.Output], options: new PlanOptions { Team = Teams.Of(1) });
        Fill(plan[network.Input].Span);
        plan.Run();
        var before = plan[network.Output].Span.ToArray();
        foreach (var parameter in weights.Parameters)
        {
            weights[parameter.Path].Fill(0.01f);
        }

        weights.Changed();
        plan.Run();
        Assert.NotEqual(before, plan[network.Output].Span.ToArray());
    }

    [Fact]
    public void A_counted_plan_has_the_figures_of_a_real_one_and_does_not_run()
    {
        var network = new RandomNetwork(4);
        var weights = Weights.For(network.Graph);
        var counted = Plan.Compile(network.Graph, weights, [network.Output], network.Loss, new PlanOptions { Team = Teams.Of(1), OnlyCount = true });
        var real = Plan.Compile(network.Graph, weights, [network.Output], network.Loss, new PlanOptions { Team = Teams.Of(1) });
        Assert.Equal(real.Figures, counted.Figures);
        Assert.Equal("This plan was only counted: compile it again without OnlyCount to run it.", Assert.Throws<InvalidOperationException>(() => counted.Run()).Message);
    }

    [Fact]
    public void What_the_machine_can_not_hold_is_refused_before_anything_runs()
    {
        var graph = new Graph();
        var x = graph.Input("x", [1, 40_000, 40_000, 64]);
        var y = x.Conv(graph.Parameter(new Parameter("w", [3, 3, 64, 64], Initialiser.Zero, ParameterKind.Convolution)), padding: new Triple(0, 1, 1));
        var refusal = Assert.Throws<InsufficientMemoryException>(() => Plan.Compile(graph, Weights.For(graph), [y]));
        Assert.StartsWith("Inference needs 819.20 GB for this network and input, the machine has ", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("take a smaller patch, batch or width.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_memory_limit_that_recomputation_can_not_reach_is_refused()
    {
        var network = new RandomNetwork(2);
        var weights = Weights.For(network.Graph);
        var refusal = Assert.Throws<InsufficientMemoryException>(() =>
            Plan.Compile(network.Graph, weights, [network.Output], network.Loss, new PlanOptions { Team = Teams.Of(1), MemoryLimit = 1000 }));
        Assert.Contains("the limit is 0.00 GB", refusal.Message, StringComparison.Ordinal);
    }

    private static Interpreter Oracle(RandomNetwork network, Weights weights)
    {
        var interpreter = new Interpreter();
        foreach (var value in network.Graph.Parameters)
        {
            interpreter.Set(value, Doubles(weights[((Parameter)value.Operation).Path]));
        }

        foreach (var input in new[] { network.Input, network.Functional })
        {
            var numbers = new float[input.Shape.Elements];
            Fill(numbers);
            interpreter.Set(input, Doubles(numbers));
        }

        return interpreter;
    }

    private static Plan Run(RandomNetwork network, Weights? weights, PlanOptions options)
    {
        var plan = Plan.Compile(network.Graph, weights ?? Weights.For(network.Graph, seed: 7), [network.Output], network.Loss, options);
        plan.Poison();
        Fill(plan[network.Input].Span);
        Fill(plan[network.Functional].Span);
        plan.Run();
        return plan;
    }

    private static float[] Bits(RandomNetwork network, PlanOptions options)
    {
        var plan = Run(network, null, options);
        return [.. plan[network.Output].Span, .. Gradients(plan)];
    }

    private static float[] Gradients(Plan plan) => plan.Gradients!.Span(0, (int)plan.Gradients.Length).ToArray();

    // The smallest limit that compiles, to within a sixteenth of what is taken without one.
    private static long Least(RandomNetwork network, Weights weights, long without)
    {
        for (var sixteenths = 4; sixteenths < 16; sixteenths++)
        {
            try
            {
                var limit = without * sixteenths / 16;
                Plan.Compile(network.Graph, weights, [network.Output], network.Loss, new PlanOptions { Team = Teams.Of(1), MemoryLimit = limit });
                return limit;
            }
            catch (InsufficientMemoryException)
            {
                // The next larger one, then.
            }
        }

        return without;
    }

    private static void Fill(Span<float> numbers)
    {
        for (var at = 0; at < numbers.Length; at++)
        {
            numbers[at] = (2 * Philox.Uniform(Philox.Words(3, (UInt128)at).A)) - 1;
        }
    }

    private static double[] Doubles(ReadOnlySpan<float> numbers)
    {
        var doubles = new double[numbers.Length];
        for (var at = 0; at < numbers.Length; at++)
        {
            doubles[at] = numbers[at];
        }

        return doubles;
    }

    // Three convolutions, each normalised and activated.
    private static Plan Normalised(float slope, bool fuse)
    {
        var graph = new Graph(training: true);
        var x = graph.Input("x", [2, 8, 9, 3]);
        var y = x;
        for (var layer = 0; layer < 3; layer++) y = Activated(graph, y, 8, $"layer{layer}", slope);
        var plan = Plan.Compile(graph, Weights.For(graph, seed: 3), [y], y.Square().Mean(), new PlanOptions { Team = Teams.Of(2), Fuse = fuse });
        Fill(plan[x].Span);
        plan.Run();
        return plan;
    }

    private static Value Activated(Graph graph, Value x, int channels, string layer, float slope)
    {
        var weights = graph.Parameter(new Parameter($"{layer}.weight", [3, 3, x.Shape.Channels, channels], Initialiser.He(9 * x.Shape.Channels), ParameterKind.Convolution));
        var gamma = graph.Parameter(new Parameter($"{layer}.gamma", [channels], Initialiser.One));
        var beta = graph.Parameter(new Parameter($"{layer}.beta", [channels], Initialiser.Zero));
        var normalised = x.Conv(weights, padding: new Triple(0, 1, 1)).BatchNorm(gamma, beta);
        return slope == 0 ? normalised.Relu() : normalised.LeakyRelu(slope);
    }
}
