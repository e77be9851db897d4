namespace UNetSharp.Kernels.Tests;

public class SumTests
{
    [Theory]
    [InlineData(2, 2, 3, 4, 5)]
    [InlineData(3, 1, 7, 6, 1)]
    [InlineData(2, 1, 5, 9, 17)]
    [InlineData(1, 1, 20, 50, 3)]
    [InlineData(2, 3, 1, 35, 70)]
    public void Any_set_of_axes_can_be_summed_in_any_window(int n, int d, int h, int w, int c)
    {
        foreach (var x in new[] { Samples.Uniform(1, (n, d, h, w, c)), Samples.Strided((n, d, h, w, c), 2) })
        {
            for (var summed = 0; summed < 32; summed++)
            {
                int Extent(int axis, int extent) => (summed >> axis & 1) == 1 ? 1 : extent;
                var result = Samples.Empty((Extent(0, n), Extent(1, d), Extent(2, h), Extent(3, w), Extent(4, c)));
                var expected = Expected(x, result, 0.5);
                foreach (var width in Samples.Widths)
                {
                    Samples.Run(Reduction.Sum(x, result, 0.5f, width));
                    Samples.AssertClose(expected, result.Span.ToArray(), 1e-4, 1e-6);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void Two_million_numbers_are_summed_to_a_relative_error_of_a_millionth(int channels)
    {
        var x = Samples.Uniform(1, (1, 1, 1000, 2001 / channels, channels), 0, 1);
        Window all = Samples.Empty((1, 1, 1, 1, 1)), each = Samples.Empty((1, 1, 1, 1, channels));
        double[] expectedAll = Expected(x, all, 1), expectedEach = Expected(x, each, 1);
        foreach (var width in Samples.Widths)
        {
            Samples.Run(Reduction.Sum(x, all, 1, width));
            Samples.Run(Reduction.Sum(x, each, 1, width));
            Samples.AssertClose(expectedAll, all.Span.ToArray(), 0, 3e-7);
            Samples.AssertClose(expectedEach, each.Span.ToArray(), 0, 3e-7);
        }
    }

    [Fact]
    public void Threads_do_not_matter_and_nothing_is_allocated()
    {
        var x = Samples.Uniform(1, (2, 1, 100, 120, 7));
        foreach (var result in new[] { Samples.Empty((1, 1, 1, 1, 1)), Samples.Empty((2, 1, 1, 1, 7)), Samples.Empty((2, 1, 100, 120, 1)), Samples.Empty((1, 1, 100, 120, 7)) })
        {
            Samples.AssertThreadsDoNotMatter(Reduction.Sum(x, result), result);
            Samples.AssertRunAllocatesNothing(Reduction.Sum(x, result));
        }
    }

    [Fact]
    public void A_result_that_does_not_fit_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Reduction.Sum(Samples.Empty((1, 1, 4, 5, 3)), Samples.Empty((1, 1, 1, 1, 2))));
        Assert.Equal("Sum: extents [1, 1, 1, 1, 2] do not stretch to [1, 1, 4, 5, 3]: each must be the same, or 1.", refusal.Message);
    }

    private static double[] Expected(Window x, Window result, double scale)
    {
        var sums = new double[result.Size];
        var numbers = Samples.Numbers(x);
        for (var at = 0; at < numbers.Length; at++)
        {
            var (rest, c) = Math.DivRem(at, x.C);
            (rest, var w) = Math.DivRem(rest, x.W);
            (rest, var h) = Math.DivRem(rest, x.H);
            var (n, d) = Math.DivRem(rest, x.D);
            var to = ((((((((n % result.N) * result.D) + (d % result.D)) * result.H) + (h % result.H)) * result.W) + (w % result.W)) * result.C) + (c % result.C);
            sums[to] += numbers[at] * scale;
        }

        return sums;
    }
}
