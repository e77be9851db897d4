using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Goldens;

namespace UNetSharp.Training.Tests.Optimisers;

public sealed class ClippingTests
{
    [Fact]
    public void Gradients_of_several_tensors_are_clipped_as_PyTorch_clips_them()
    {
        var golden = Golden.Open("clip_grad_norm");
        float[] gradients = [.. golden["g0"].Values, .. golden["g1"].Values, .. golden["g2"].Values];
        var norm = Clipping.ByGlobalNorm(gradients, golden.Params.GetProperty("max_norm").GetDouble());
        GoldenAssert.Close(norm, golden["norm"].Scalar, absolute: 0, relative: 1e-6);
        GoldenAssert.Close(gradients, [.. golden["g0_clipped"].Values, .. golden["g1_clipped"].Values, .. golden["g2_clipped"].Values], absolute: 1e-7, relative: 1e-6);
    }

    [Fact]
    public void The_norm_is_that_of_plain_sums_and_after_clipping_at_most_the_maximum() => Check.QuickThrowOnFailure(Prop.ForAll<int[], PositiveInt>((numbers, maximum) =>
    {
        float[] gradients = [.. numbers.Select(number => number * 0.37f)];
        var norm = Math.Sqrt(gradients.Sum(g => (double)g * g));
        GoldenAssert.Close(Clipping.ByGlobalNorm(gradients, maximum.Get), norm, absolute: 0, relative: 1e-14);
        Assert.InRange(Clipping.Norm(gradients), 0, maximum.Get * (1 + 1e-6));
    }));

    [Fact]
    public void The_order_of_the_sum_is_eight_sums_in_turn()
    {
        // Sizes that round differently in any other order.
        float[] values = [.. Enumerable.Range(0, 1003).Select(i => MathF.ScaleB(1 + (i * 0.001f), (i * 7 % 60) - 30))];
        var sums = new double[8];
        for (var i = 0; i < values.Length; i++) sums[i % 8] += (double)values[i] * values[i];
        Assert.Equal(Math.Sqrt(sums.Aggregate(0.0, (a, b) => a + b)), Clipping.Norm(values));
    }

    [Fact]
    public void Gradients_within_the_maximum_keep_their_bits()
    {
        float[] gradients = [.. Enumerable.Range(0, 21).Select(i => i * 0.1f)];
        var before = gradients.ToArray();
        Clipping.ByGlobalNorm(gradients, 100);
        Assert.Equal(before, gradients);
    }

    [Fact]
    public void A_gradient_that_is_not_a_number_shows_in_the_norm()
    {
        Assert.True(double.IsNaN(Clipping.ByGlobalNorm(new float[] { 1, float.NaN }, 1)));
        Assert.True(double.IsPositiveInfinity(Clipping.ByGlobalNorm(new float[] { 1, float.NegativeInfinity }, 1)));
    }

    [Fact]
    public void Nothing_has_the_norm_zero() => Assert.Equal(0, Clipping.ByGlobalNorm([], 1));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_maximum_that_is_not_above_zero_is_refused(double maximum)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => Clipping.ByGlobalNorm(new float[1], maximum));
        Assert.StartsWith("Clipping: the largest norm allowed is above 0.", refusal.Message, StringComparison.Ordinal);
    }
}
