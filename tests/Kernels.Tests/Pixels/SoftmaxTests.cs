namespace UNetSharp.Kernels.Tests;

public class SoftmaxTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(21)]
    [InlineData(64)]
    [InlineData(131)]
    public void Values_and_gradients_are_those_of_double_precision(int channels)
    {
        (int, int, int, int, int) extents = (2, 1, 3, 7, channels);
        Window x = Samples.Uniform(1, extents, -20, 20), gradient = Samples.Uniform(2, extents), y = Samples.Empty(extents), result = Samples.Empty(extents);
        foreach (var width in Samples.Widths)
        {
            foreach (var logarithm in new[] { false, true })
            {
                Samples.Run(Softmax.Bind(x, y, logarithm, width));
                Samples.Run(Softmax.BindGradient(gradient, y, result, logarithm, width));
                var p = Plain(x);
                Samples.AssertClose([.. p.Select(number => logarithm ? Math.Log(number) : number)], y.Span.ToArray(), 1e-6, 1e-5);
                Samples.AssertClose(PlainGradient(p, gradient.Span.ToArray(), channels, logarithm), result.Span.ToArray(), 2e-5, 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public void Large_and_forbidden_scores_are_safe(int channels)
    {
        Window x = Samples.Empty((1, 1, 1, 2, channels)), y = Samples.Empty((1, 1, 1, 2, channels));
        x.Span.Fill(float.NegativeInfinity);
        (x.Span[0], x.Span[channels], x.Span[channels + 1]) = (1e30f, 1000, 1000);
        foreach (var width in Samples.Widths)
        {
            Samples.Run(Softmax.Bind(x, y, logarithm: false, width));
            Assert.Equal([1, 0, 0], y.Span[..3].ToArray());
            Assert.Equal([0.5f, 0.5f, 0], y.Span.Slice(channels, 3).ToArray());
        }
    }

    [Fact]
    public void Threads_do_not_matter_nothing_is_allocated_and_the_result_may_overwrite()
    {
        foreach (var channels in new[] { 2, 200 })
        {
            Window x = Samples.Uniform(1, (2, 1, 90, 70, channels)), y = Samples.Empty((2, 1, 90, 70, channels));
            Samples.AssertThreadsDoNotMatter(Softmax.Bind(x, y, logarithm: false), y);
            Samples.AssertRunAllocatesNothing(Softmax.Bind(x, y, logarithm: false));
            Samples.Run(Softmax.Bind(x, x, logarithm: false));
            Assert.Equal(y.Span.ToArray(), x.Span.ToArray());
        }
    }

    [Fact]
    public void A_window_with_gaps_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Softmax.Bind(Samples.Strided((1, 1, 4, 5, 3), 1), Samples.Empty((1, 1, 4, 5, 3)), logarithm: false));
        Assert.Equal("Softmax: the window [1, 1, 4, 5, 3] is not one run of memory: copy it first.", refusal.Message);
    }

    private static double[] Plain(Window x) =>
        [.. x.Span.ToArray().Chunk(x.C).SelectMany(row => row.Select(number => Math.Exp(number - row.Max()) / row.Sum(other => Math.Exp(other - row.Max()))))];

    private static double[] PlainGradient(double[] p, float[] gradient, int channels, bool logarithm) =>
    [
        .. p.Chunk(channels).Zip(gradient.Chunk(channels)).SelectMany(row => row.First.Zip(row.Second, (own, g) => logarithm
            ? g - (own * row.Second.Sum(other => (double)other))
            : own * (g - row.First.Zip(row.Second, (a, b) => a * b).Sum()))),
    ];
}
