using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Goldens;

namespace UNetSharp.Training.Tests.Optimisers;

public sealed class OptimiserTests
{
    private static readonly OptimiserOptions[] Each =
    [
        new SgdOptions(),
        new SgdOptions(Momentum: 0.99, WeightDecay: 0.01),
        new SgdOptions(Momentum: 0.9, Nesterov: true),
        new AdamOptions(),
        new AdamOptions(WeightDecay: 0.1, Amsgrad: true),
        new AdamWOptions(),
        new AdamWOptions(Amsgrad: true),
        new RmsPropOptions(),
        new RmsPropOptions(Momentum: 0.9, WeightDecay: 0.01),
    ];

    [Theory]
    [InlineData("optim_sgd_plain")]
    [InlineData("optim_sgd_m099")]
    [InlineData("optim_sgd_m099_nesterov_wd")]
    [InlineData("optim_sgd_m09_wd")]
    [InlineData("optim_adam")]
    [InlineData("optim_adam_wd_amsgrad")]
    [InlineData("optim_adamw")]
    [InlineData("optim_rmsprop_m_wd")]
    public void Five_steps_agree_with_PyTorch(string name)
    {
        var golden = Golden.Open(name);
        var parameters = golden["p0"].Values;
        var optimiser = FromGolden(name, golden.Params).For(parameters.Length);
        for (var step = 1; step <= 5; step++)
        {
            optimiser.Step(parameters, golden[$"grad{step}"].Values, golden.Params.GetProperty("lr").GetDouble());
            GoldenAssert.Close(parameters, golden[$"p{step}"].Values, absolute: 1e-6, relative: 1e-6, what: $"{name} p{step}");
        }
    }

    [Fact]
    public void A_block_cut_anywhere_steps_as_the_whole_does_to_the_bit() => Check.QuickThrowOnFailure(Prop.ForAll<int, byte, byte>((seed, length, where) =>
    {
        var cut = where % (length + 1);
        foreach (var options in Each)
        {
            var whole = Run(options, length, seed, 0, length);
            float[] parts = [.. Run(options, length, seed, 0, cut), .. Run(options, length, seed, cut, length)];
            Assert.Equal(whole, parts);
        }
    }));

    [Fact]
    public void A_restored_optimiser_goes_on_to_the_bit()
    {
        foreach (var options in Each)
        {
            var whole = Run(options, 41, seed: 7, 0, 41, steps: 6);
            var parameters = Values(41, seed: 7, step: 0);
            var before = options.For(41);
            for (var step = 1; step <= 3; step++) before.Step(parameters, Values(41, 7, step), 0.01);

            var after = options.For(41);
            after.Restore(before.StepCount, before.States.Reverse());
            for (var step = 4; step <= 6; step++) after.Step(parameters, Values(41, 7, step), 0.01);

            Assert.Equal(6, after.StepCount);
            Assert.Equal(whole, parameters);
        }
    }

    [Fact]
    public void A_rate_of_zero_moves_nothing()
    {
        foreach (var options in Each)
        {
            var parameters = Values(33, 1, 0);
            options.For(33).Step(parameters, Values(33, 1, 1), 0);
            Assert.Equal(Values(33, 1, 0), parameters);
        }
    }

    [Fact]
    public void Each_finds_the_bottom_of_a_bowl()
    {
        foreach (var options in Each)
        {
            float[] parameters = [3, -2, 0.5f];
            var optimiser = options.For(3);
            for (var step = 0; step < 3000; step++) optimiser.Step(parameters, [.. parameters.Select(p => 2 * p)], 0.005);
            Assert.All(parameters, p => Assert.InRange(p, -0.01f, 0.01f));
        }
    }

    [Fact]
    public void States_have_the_names_of_PyTorch()
    {
        Assert.Equal(
            ["", "momentum_buffer", "momentum_buffer", "exp_avg exp_avg_sq", "exp_avg exp_avg_sq max_exp_avg_sq", "exp_avg exp_avg_sq", "exp_avg exp_avg_sq max_exp_avg_sq", "square_avg", "square_avg momentum_buffer"],
            Each.Select(options => string.Join(' ', options.For(1).States.Select(state => state.Name))));
    }

    [Fact]
    public void Constants_outside_their_range_are_refused()
    {
        Refuses("Momentum is at least 0 and below 1, found 1.", new SgdOptions(Momentum: 1));
        Refuses("Momentum is at least 0 and below 1, found NaN.", new SgdOptions(Momentum: double.NaN));
        Refuses("WeightDecay is a number from 0, found -0.1.", new SgdOptions(WeightDecay: -0.1));
        Refuses("SGD: Nesterov's look-ahead follows the momentum, which is 0", new SgdOptions(Nesterov: true));
        Refuses("Beta1 is at least 0 and below 1, found 1.", new AdamOptions(Beta1: 1));
        Refuses("Beta2 is at least 0 and below 1, found -1.", new AdamWOptions(Beta2: -1));
        Refuses("Epsilon is a number from 0, found Infinity.", new AdamWOptions(Epsilon: double.PositiveInfinity));
        Refuses("Alpha is at least 0 and below 1, found 2.", new RmsPropOptions(Alpha: 2));

        static void Refuses(string message, OptimiserOptions options) =>
            Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(() => options.For(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_of_another_length_and_rates_that_are_none_are_refused()
    {
        var optimiser = new AdamOptions().For(3);
        Refuses("Optimiser: made for 3 parameters, given 4 parameters and 3 gradients.", () => optimiser.Step(new float[4], new float[3], 0.1));
        Refuses("Optimiser: made for 3 parameters, given 3 parameters and 2 gradients.", () => optimiser.Step(new float[3], new float[2], 0.1));
        Refuses("Optimiser: the learning rate is a number from 0.", () => optimiser.Step(new float[3], new float[3], -1));
        Refuses("Optimiser: the learning rate is a number from 0.", () => optimiser.Step(new float[3], new float[3], double.NaN));
        Refuses("Optimiser: needs the states [exp_avg, exp_avg_sq], the saved ones are [momentum_buffer]", () => optimiser.Restore(1, [new("momentum_buffer", new float[3])]));
        Refuses("Optimiser: the saved state 'exp_avg' is for 2 parameters, this one for 3", () => optimiser.Restore(1, [new("exp_avg", new float[2]), new("exp_avg_sq", new float[3])]));
        Assert.Equal(0, optimiser.StepCount);

        static void Refuses(string message, Action act) =>
            Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
    }

    private static OptimiserOptions FromGolden(string name, JsonElement parameters)
    {
        double Number(string key, double otherwise) => parameters.TryGetProperty(key, out var value) ? value.GetDouble() : otherwise;
        bool Flag(string key) => parameters.TryGetProperty(key, out var value) && value.GetBoolean();
        return name.Split('_')[1] switch
        {
            "sgd" => new SgdOptions(Number("momentum", 0), Flag("nesterov"), Number("weight_decay", 0)),
            "adam" => new AdamOptions(WeightDecay: Number("weight_decay", 0), Amsgrad: Flag("amsgrad")),
            "adamw" => new AdamWOptions(WeightDecay: Number("weight_decay", 0.01)),
            _ => new RmsPropOptions(Number("alpha", 0.99), Number("eps", 1e-8), Number("momentum", 0), Number("weight_decay", 0)),
        };
    }

    /// <summary>Steps the elements from first to last of a block of which all values follow from the seed.</summary>
    private static float[] Run(OptimiserOptions options, int length, int seed, int first, int last, int steps = 3)
    {
        var parameters = Values(length, seed, 0)[first..last];
        var optimiser = options.For(last - first);
        for (var step = 1; step <= steps; step++) optimiser.Step(parameters, Values(length, seed, step).AsSpan(first..last), 0.01);
        return parameters;
    }

    private static float[] Values(int length, int seed, int step)
    {
        var random = new Random(HashCode(seed, step));
        return [.. Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() * 4) - 2))];
    }

    // System.HashCode differs from run to run.
    private static int HashCode(int seed, int step) => unchecked((seed * 31) + step);
}
