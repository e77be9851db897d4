namespace UNetSharp.Kernels.Tests;

public sealed class NormalisationTests
{
    private const float Epsilon = 1e-5f;

    // samples, depth, height, width, channels, statistics of each sample, sets
    private static readonly (int N, int D, int H, int W, int C, bool PerSample, int Sets)[] Cases =
    [
        (3, 1, 5, 7, 1, false, 1), (2, 2, 3, 5, 3, false, 3), (2, 1, 6, 7, 16, false, 16), (1, 1, 13, 11, 17, false, 17), (2, 1, 3, 3, 83, false, 83),
        (2, 1, 5, 7, 3, true, 3), (2, 3, 4, 5, 16, true, 16), (3, 1, 1, 1, 5, false, 5),
        (2, 1, 5, 7, 6, true, 3), (1, 2, 3, 5, 32, true, 4), (2, 1, 7, 9, 34, true, 2), (2, 1, 3, 4, 5, true, 1),
        (5, 1, 1, 1, 13, true, 1), (7, 1, 1, 1, 16, true, 1), (70, 1, 1, 1, 33, true, 1), (3, 1, 1, 1, 4, true, 1),
        (1, 1, 40, 53, 8, false, 8), (2, 1, 30, 41, 24, true, 24),
    ];

    public static TheoryData<VectorWidth> Widths => [.. TestWindows.AllWidths];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Moments_output_sums_and_gradient_equal_the_definitions(VectorWidth width)
    {
        var windows = new TestWindows(seed: 7);
        foreach (var (n, d, h, w, c, perSample, sets) in Cases)
        {
            foreach (var cut in new[] { false, true })
            {
                foreach (var slope in new[] { 1f, 0f, 0.2f })
                {
                    Window Make() => cut ? windows.RandomCut(n, d, h, w, c) : windows.Random(n, d, h, w, c);
                    Check(Make(), Make(), (windows.Random(1, 1, 1, 1, c), windows.Random(1, 1, 1, 1, c)), (perSample, sets), slope, width);
                }
            }
        }
    }

    private static void Check(Window x, Window dy, (Window Gamma, Window Beta) parameters, (bool PerSample, int Sets) statistics, float slope, VectorWidth width)
    {
        var what = $"{x} {statistics} slope {slope} {width} contiguous {x.IsContiguous}";
        var plain = new PlainNormalisation(TestWindows.Values(x), statistics.PerSample, statistics.Sets, Doubles(parameters.Gamma), Doubles(parameters.Beta), Epsilon, slope);
        var moments = TestWindows.Empty(statistics.PerSample ? x.N : 1, 1, 1, 2, statistics.Sets);
        TestWindows.Run(Normalisation.Moments(x, moments, width));
        for (var n = 0; n < moments.N; n++)
        {
            for (var s = 0; s < statistics.Sets; s++)
            {
                Assert.Equal(plain.Mean[n, s], moments.Span[(2 * n * statistics.Sets) + s], 1e-6);
                Assert.Equal(plain.Variance[n, s], moments.Span[(((2 * n) + 1) * statistics.Sets) + s], 1e-6);
            }
        }

        var normalised = new Normalised(x, moments, parameters.Gamma, parameters.Beta, Epsilon, slope);
        var (y, dx) = (Like(x), Like(x));
        TestWindows.Run(Normalisation.Forward(normalised, y, width));
        TestWindows.AssertClose(plain.Y, y, what);

        plain.TakeSigns(TestWindows.Values(y));
        var values = TestWindows.Values(dy);
        var sums = TestWindows.Empty(moments.N, 1, 1, 2, x.C);
        TestWindows.Run(Normalisation.Sums(normalised, dy, sums, width));
        TestWindows.AssertClose(plain.Sums(values, statistics.PerSample), sums, what + " sums");
        TestWindows.Run(Normalisation.Gradient(normalised, dy, sums, dx, width));
        TestWindows.AssertClose(plain.Gradient(values), dx, what + " gradient");

        var total = TestWindows.Empty(1, 1, 1, 2, x.C);
        TestWindows.Run(Normalisation.Sums(normalised, dy, total, width));
        TestWindows.AssertClose(plain.Sums(values, perSample: false), total, what + " sums over all");
        if (x is { D: 1, H: 1, W: 1 } && statistics is { PerSample: true, Sets: 1 })
        {
            dx = Like(x);
            TestWindows.Run(Normalisation.Gradient(normalised, dy, null, dx, width));
            TestWindows.AssertClose(plain.Gradient(values), dx, what + " gradient by rows");
        }
    }

    [Fact]
    public void Without_parameters_gamma_is_1_and_beta_0()
    {
        foreach (var (shape, sets) in new[] { ((N: 2, H: 4, W: 5, C: 6), 6), ((N: 9, H: 1, W: 1, C: 6), 1) })
        {
            var (x, moments) = (new TestWindows(8).Random(shape.N, 1, shape.H, shape.W, shape.C), TestWindows.Empty(shape.N, 1, 1, 2, sets));
            TestWindows.Run(Normalisation.Moments(x, moments, VectorWidths.Best));
            var plain = new PlainNormalisation(TestWindows.Values(x), perSample: true, sets, [1, 1, 1, 1, 1, 1], new double[6], Epsilon, 1);
            TestWindows.Run(Normalisation.Forward(new(x, moments, null, null, Epsilon), x, VectorWidths.Best)); // in place
            TestWindows.AssertClose(plain.Y, x, $"{shape}");
        }
    }

    [Fact]
    public void A_mean_of_many_deviations_costs_no_digits()
    {
        var (x, moments, y) = (new TestWindows(9).Random(1, 1, 100, 100, 5), TestWindows.Empty(1, 1, 1, 2, 5), TestWindows.Empty(1, 1, 100, 100, 5));
        foreach (ref var number in x.Span)
        {
            number = 4096 + MathF.Round(number * 4096) / 4096; // exact in float32
        }

        TestWindows.Run(Normalisation.Moments(x, moments, VectorWidths.Best));
        var plain = new PlainNormalisation(TestWindows.Values(x), false, 5, [1, 1, 1, 1, 1], new double[5], Epsilon, 1);
        for (var channel = 0; channel < 5; channel++)
        {
            Assert.Equal(plain.Mean[0, channel], moments.Span[channel], 4096 * 6e-8);
            Assert.Equal(plain.Variance[0, channel], moments.Span[5 + channel], 1e-6);
        }

        // What is left is the rounding of the mean itself to float32, the same for all pixels.
        TestWindows.Run(Normalisation.Forward(new(x, moments, null, null, Epsilon), y, VectorWidths.Best));
        var expected = plain.Y;
        Assert.All(Enumerable.Range(0, 50_000), at => Assert.Equal(expected[0, 0, at / 500, at / 5 % 100, at % 5], y.Span[at], 4096 * 6e-8 * 2));
    }

    [Fact]
    public void Equal_numbers_have_variance_0()
    {
        var (x, moments) = (TestWindows.Empty(2, 1, 50, 30, 7), TestWindows.Empty(1, 1, 1, 2, 7));
        x.Span.Fill(0.1f);
        TestWindows.Run(Normalisation.Moments(x, moments, VectorWidths.Best));
        Assert.Equal([.. Enumerable.Repeat(0.1f, 7), .. new float[7]], moments.Span.ToArray());
    }

    [Theory]
    [InlineData(2, 60, 61, 17, false, 17)]
    [InlineData(2, 60, 61, 17, true, 17)]
    [InlineData(2, 60, 61, 18, true, 3)]
    [InlineData(4000, 1, 1, 33, true, 1)]
    public void Any_number_of_threads_gives_the_same_bits_and_nothing_is_allocated(int n, int h, int w, int c, bool perSample, int sets)
    {
        var windows = new TestWindows(10);
        var (x, dy, gamma, y) = (windows.Random(n, 1, h, w, c), windows.Random(n, 1, h, w, c), windows.Random(1, 1, 1, 1, c), TestWindows.Empty(n, 1, h, w, c));
        var (moments, sums, dx) = (TestWindows.Empty(perSample ? n : 1, 1, 1, 2, sets), TestWindows.Empty(perSample && sets > 1 ? n : 1, 1, 1, 2, c), TestWindows.Empty(n, 1, h, w, c));
        var normalised = new Normalised(x, moments, gamma, gamma, Epsilon, 0);
        TestWindows.AssertSameBitsAndNoAllocation(Normalisation.Moments(x, moments, VectorWidths.Best), moments);
        TestWindows.AssertSameBitsAndNoAllocation(Normalisation.Forward(normalised, y, VectorWidths.Best), y);
        TestWindows.AssertSameBitsAndNoAllocation(Normalisation.Sums(normalised, dy, sums, VectorWidths.Best), sums);
        TestWindows.AssertSameBitsAndNoAllocation(Normalisation.Gradient(normalised, dy, sets == 1 ? null : sums, dx, VectorWidths.Best), dx);
    }

    [Fact]
    public void Windows_that_do_not_fit_are_refused()
    {
        var (x, y) = (TestWindows.Empty(2, 1, 3, 3, 6), TestWindows.Empty(2, 1, 3, 4, 6));
        var moments = TestWindows.Empty(2, 1, 1, 2, 4);
        var wrong = Assert.Throws<ArgumentException>(() => Normalisation.Moments(x, moments, VectorWidths.Best));
        Assert.Equal("Normalisation: moments [2, 1, 1, 2, 4] for input [2, 1, 3, 3, 6]; expected [2 or 1, 1, 1, 2, S] with S dividing the 6 channels.", wrong.Message);
        moments = TestWindows.Empty(2, 1, 1, 2, 3);
        wrong = Assert.Throws<ArgumentException>(() => Normalisation.Forward(new(x, moments, null, null, Epsilon), y, VectorWidths.Best));
        Assert.Equal("Normalisation: the output is [2, 1, 3, 4, 6], the input [2, 1, 3, 3, 6].", wrong.Message);
        wrong = Assert.Throws<ArgumentException>(() => Normalisation.Forward(new(x, moments, TestWindows.Floats(5), null, Epsilon), x, VectorWidths.Best));
        Assert.Equal("Normalisation: gamma is [1, 1, 1, 1, 5], the input [2, 1, 3, 3, 6]; expected one number for each of its 6 channels.", wrong.Message);
        wrong = Assert.Throws<ArgumentException>(() => Normalisation.Gradient(new(x, moments, null, null, Epsilon), x, null, x, VectorWidths.Best));
        Assert.Equal("Normalisation: the gradient of input [2, 1, 3, 3, 6] with moments [2, 1, 1, 2, 3] needs the sums.", wrong.Message);
    }

    private static double[] Doubles(Window window) => Array.ConvertAll(window.Span.ToArray(), number => (double)number);

    private static Window Like(Window x) => x.IsContiguous ? TestWindows.Empty(x.N, x.D, x.H, x.W, x.C) : TestWindows.EmptyCut(x.N, x.D, x.H, x.W, x.C);
}
