using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Goldens;
using UNetSharp.Kernels;

namespace UNetSharp.Training.Tests.Optimisers;

public sealed class ClippingTests
{
    [Fact]
    public void Gradients_of_several_tensors_are_clipped_as_PyTorch_clips_them()
    {
        var golden = Golden.Open("clip_grad_norm");
        float[] gradients = [.. golden["g0"].Values, .. golden["g1"].Values, .. golden["g2"].Values];
        var norm = Clipping.Norm(gradients);
        Scale(gradients, norm, golden.Params.GetProperty("max_norm").GetDouble());
        GoldenAssert.Close(norm, golden["norm"].Scalar, absolute: 0, relative: 1e-6);
        GoldenAssert.Close(gradients, [.. golden["g0_clipped"].Values, .. golden["g1_clipped"].Values, .. golden["g2_clipped"].Values], absolute: 1e-7, relative: 1e-6);
    }

    [Fact]
    public void The_norm_is_that_of_plain_sums_and_after_clipping_at_most_the_maximum() => Check.QuickThrowOnFailure(Prop.ForAll<int[], PositiveInt>((numbers, maximum) =>
    {
        float[] gradients = [.. numbers.Select(number => number * 0.37f)];
        var norm = Math.Sqrt(gradients.Sum(g => (double)g * g));
        GoldenAssert.Close(Clipping.Norm(gradients), norm, absolute: 0, relative: 1e-14);
        Scale(gradients, norm, maximum.Get);
        Assert.InRange(Clipping.Norm(gradients), 0, maximum.Get * (1 + 1e-6));
    }));

    [Fact]
    public void The_order_of_the_sum_is_eight_sums_in_turn_in_each_piece()
    {
        // Sizes that round differently in any other order.
        float[] values = [.. Enumerable.Range(0, 40_003).Select(i => MathF.ScaleB(1 + (i * 1e-5f), (i * 7 % 60) - 30))];
        var total = 0.0;
        foreach (var piece in values.Chunk(16_384))
        {
            var sums = new double[8];
            for (var i = 0; i < piece.Length; i++) sums[i % 8] += (double)piece[i] * piece[i];
            total += sums.Aggregate(0.0, (a, b) => a + b);
        }

        Assert.Equal(Math.Sqrt(total), Clipping.Norm(values));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_team_gives_the_bits_of_the_plain_sum(int threads)
    {
        var block = new MemoryBlock(40_003);
        var numbers = block.Span(0, 40_003);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = MathF.ScaleB(1 + (i * 1e-5f), (i * 7 % 60) - 30);
        using var team = new ThreadTeam(threads);
        Assert.Equal(Clipping.Norm(numbers[..39_000]), new BlockNorm(block, 39_000).On(team));
    }

    [Fact]
    public void Gradients_within_the_maximum_stay_as_they_are() => Assert.Equal(1, Clipping.Factor(norm: 99.9, maximum: 100));

    [Fact]
    public void A_gradient_that_is_not_a_number_shows_in_the_norm()
    {
        Assert.True(double.IsNaN(Clipping.Norm([1, float.NaN])));
        Assert.True(double.IsNaN(Clipping.Factor(double.NaN, 1)));
        Assert.True(double.IsPositiveInfinity(Clipping.Norm([1, float.NegativeInfinity])));
    }

    [Fact]
    public void Nothing_has_the_norm_zero() => Assert.Equal(0, Clipping.Norm([]));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_maximum_that_is_not_above_zero_is_refused(double maximum)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => Clipping.Factor(1, maximum));
        Assert.StartsWith("Clipping: the largest norm allowed is above 0.", refusal.Message, StringComparison.Ordinal);
    }

    private static void Scale(float[] gradients, double norm, double maximum)
    {
        for (var i = 0; i < gradients.Length; i++) gradients[i] *= (float)Clipping.Factor(norm, maximum);
    }
}
