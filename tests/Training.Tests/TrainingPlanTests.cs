using UNetSharp.Graphs;
using UNetSharp.Kernels;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;

namespace UNetSharp.Training.Tests;

/// <summary>Parameters that change while the backward pass runs: the numbers of changing them all behind it, in less memory, and never by half.</summary>
public sealed class TrainingPlanTests
{
    private const double Rate = 0.05;

    // A limit that no gradient reaches: with it gradients are kept, and multiplied by one.
    private const double Unreached = 1e30;

    public static TheoryData<Network, int[]> Cases => new()
    {
        { new UNet(Channels: 1, Classes: 2) { Width = 8, Depth = 3 }, [1, 108, 92, 1] },
        { new UNet(Channels: 1, Classes: 2) { Width = 8, Depth = 3, Padding = Padding.Same, Normalisation = UNetSharp.Networks.Normalisation.Batch }, [2, 48, 40, 1] },
        { Catalogue.Create("segformer"), [1, 64, 64, 3] },
        { Catalogue.Create("nnunet", new Dictionary<string, string> { ["dims"] = "3", ["features"] = "4-8", ["classes"] = "2" }), [1, 12, 16, 16, 1] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Changed_in_passing_or_behind_the_backward_pass_the_bits_are_the_same(Network network, int[] input)
    {
        foreach (var threads in (int[])[1, 3])
        {
            foreach (var optimiser in (OptimiserOptions[])[new SgdOptions(Momentum: 0.9), new AdamWOptions()])
            {
                var (kept, behind) = Trained(network, input, threads, optimiser, Unreached);
                var (taken, passing) = Trained(network, input, threads, optimiser, clipNorm: null);
                Assert.Equal(kept, taken);
                Assert.Null(passing.Plan.Gradients);
                Assert.True(passing.TotalBytes < behind.TotalBytes, $"{passing.TotalBytes} bytes in passing, {behind.TotalBytes} behind.");
            }
        }
    }

    // Computed again in the backward pass as far as can be: what reads a parameter late must still read its old value.
    [Fact]
    public void Parameters_wait_for_activations_that_are_computed_again()
    {
        var network = new UNet(Channels: 1, Classes: 2) { Width = 8, Depth = 3 };
        int[] input = [1, 268, 268, 1];
        var (kept, plan) = Trained(network, input, 2, new SgdOptions(Momentum: 0.9), Unreached);
        var limit = (plan.Plan.Figures.Bytes - plan.Plan.Figures.GradientBytes) * 8 / 10;
        var (taken, tight) = Trained(network, input, 2, new SgdOptions(Momentum: 0.9), null, limit);
        Assert.True(tight.Plan.Figures.Bytes <= limit, $"{tight.Plan.Figures.Bytes} bytes, {limit} allowed.");
        Assert.True(tight.Plan.Figures.Flops > plan.Plan.Figures.Flops);
        Assert.Equal(kept, taken);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1.0)]
    public void A_loss_that_is_no_number_leaves_parameters_and_optimiser_as_they_are(double? clipNorm)
    {
        var (model, plan) = Ready(new UNet(Channels: 1, Classes: 2) { Width = 8, Depth = 2 }, [1, 44, 44, 1], 2, new AdamOptions(), clipNorm);
        plan.Step(Rate);
        var before = All(model).ToArray();
        plan.Image.Span[7] = float.NaN;
        Assert.True(float.IsNaN(plan.Step(Rate)));
        Assert.Equal(before, All(model).ToArray());
        Assert.Equal(1, plan.Optimiser.StepCount);
        Assert.Equal(1u, plan.Plan.Counter.Step);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1.0)]
    public void Cancelled_at_any_moment_a_step_is_taken_whole_or_not_at_all(double? clipNorm)
    {
        var network = new UNet(Channels: 1, Classes: 2) { Width = 8, Depth = 2 };
        int[] input = [1, 44, 44, 1];
        var (model, plan) = Ready(network, input, 2, new SgdOptions(Momentum: 0.9), clipNorm);
        var before = All(model).ToArray();
        var (after, _) = Trained(network, input, 2, new SgdOptions(Momentum: 0.9), clipNorm, steps: 1);
        for (var microseconds = 0; ; microseconds = (microseconds * 5 / 4) + 20)
        {
            using var cancel = new CancellationTokenSource();
            using var timer = new Timer(_ => cancel.Cancel(), null, TimeSpan.FromMicroseconds(microseconds), Timeout.InfiniteTimeSpan);
            try
            {
                plan.Step(Rate, cancel.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(before, All(model).ToArray());
                continue;
            }

            Assert.Equal(after, All(model).ToArray());
            break;
        }
    }

    private static (float[] Numbers, TrainingPlan Plan) Trained(Network network, int[] input, int threads, OptimiserOptions optimiser, double? clipNorm, long? memory = null, int steps = 3)
    {
        var (model, plan) = Ready(network, input, threads, optimiser, clipNorm, memory);
        for (var step = 0; step < steps; step++) Assert.True(float.IsFinite(plan.Step(Rate)));
        return ([.. All(model)], plan);
    }

    private static (Model Model, TrainingPlan Plan) Ready(Network network, int[] input, int threads, OptimiserOptions optimiser, double? clipNorm, long? memory = null)
    {
        var model = Model.Create(network, seed: 3);
        var plan = TrainingPlan.Create(network, model.Weights, Shape.Of(input), new PlanOptions { Team = new ThreadTeam(threads), MemoryLimit = memory }, optimiser: optimiser, clipNorm: clipNorm);
        plan.Plan.Counter.Seed = 5;
        Fill(plan.Image.Span, 1, value => value - 0.5f);
        Fill(plan.Labels.Span, 2, value => value < 0.4f ? 0 : 1);
        plan.PixelWeights.Span.Fill(1);
        return (model, plan);
    }

    private static void Fill(Span<float> numbers, ulong seed, Func<float, float> of)
    {
        for (var at = 0; at < numbers.Length; at++) numbers[at] = of(Philox.Uniform(Philox.Words(seed, (UInt128)at).A));
    }

    private static Span<float> All(Model model) => model.Weights.Block.Span(0, (int)model.Weights.Length);
}
