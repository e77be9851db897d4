namespace UNetSharp.Kernels.Tests.Pooling;

public sealed class MaxPoolingTests
{
    private static readonly int[] ChannelCounts = [1, 3, 4, 15, 16, 17, 37];

    private static readonly (PoolGeometry Geometry, Triple Input)[] Cases =
    [
        (new(new(1, 2, 2), new(1, 2, 2), default), new(1, 6, 8)),
        (new(new(1, 2, 2), new(1, 2, 2), default), new(2, 7, 5)),
        (new(new(1, 2, 2), new(1, 2, 2), default, Ceil: true), new(1, 7, 5)),
        (new(new(2, 2, 2), new(2, 2, 2), default), new(5, 4, 7)),
        (new(new(1, 3, 3), new(1, 2, 2), new(0, 1, 1)), new(1, 9, 8)),
        (new(new(3, 3, 3), new(2, 2, 2), new(1, 1, 1), Ceil: true), new(4, 6, 5)),
        (new(new(1, 1, 2), new(1, 2, 3), default), new(3, 5, 8)),
        (new(new(2, 1, 1), new(1, 1, 1), default), new(3, 2, 2)),
        (new(new(1, 1, 1), new(1, 1, 1), default), new(1, 1, 1)),
        (new(new(1, 3, 3), new(1, 3, 3), new(0, 1, 1)), new(1, 7, 10)),
    ];

    [Fact]
    public void Forward_and_gradient_equal_the_plain_loops_at_every_width_and_channel_count()
    {
        var windows = new TestWindows(seed: 1);
        foreach (var (geometry, input) in Cases)
        {
            foreach (var channels in ChannelCounts)
            {
                var x = windows.RandomCut(2, input.D, input.H, input.W, channels);
                var output = geometry.Output(input);
                var dy = windows.RandomCut(2, output.D, output.H, output.W, channels);
                var (y, dx) = Plain(geometry, TestWindows.Values(x), TestWindows.Values(dy));
                foreach (var width in TestWindows.AllWidths)
                {
                    var what = $"{geometry} {x} {width}";
                    var (actual, gradient) = (TestWindows.EmptyCut(2, output.D, output.H, output.W, channels), TestWindows.EmptyCut(2, input.D, input.H, input.W, channels));
                    TestWindows.Run(MaxPooling.Forward(x, actual, geometry, width));
                    TestWindows.AssertClose(y, actual, what);
                    TestWindows.Run(MaxPooling.Gradient(x, dy, gradient, geometry, width));
                    TestWindows.AssertClose(dx, gradient, what + " gradient");
                }
            }
        }
    }

    [Fact]
    public void Of_equal_maxima_the_first_in_row_major_order_gets_the_gradient()
    {
        foreach (var geometry in Cases.Select(one => one.Geometry))
        {
            var input = new Triple(4, 6, 6);
            var x = TestWindows.Empty(1, input.D, input.H, input.W, 17);
            for (var at = 0; at < x.Size; at++)
            {
                x.Span[at] = at * 7919 % 3;
            }

            var output = geometry.Output(input);
            var dy = new TestWindows(2).Random(1, output.D, output.H, output.W, 17);
            var expected = Plain(geometry, TestWindows.Values(x), TestWindows.Values(dy)).Dx;
            foreach (var width in TestWindows.AllWidths)
            {
                var dx = TestWindows.Empty(1, input.D, input.H, input.W, 17);
                TestWindows.Run(MaxPooling.Gradient(x, dy, dx, geometry, width));
                TestWindows.AssertClose(expected, dx, $"{geometry} {width}");
            }
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits_and_nothing_is_allocated()
    {
        var windows = new TestWindows(3);
        foreach (var (geometry, _) in Cases)
        {
            var input = new Triple(4, 20, 27);
            var output = geometry.Output(input);
            var (x, dy) = (windows.Random(1, 4, 20, 27, 19), windows.Random(1, output.D, output.H, output.W, 19));
            var (y, dx) = (TestWindows.Empty(1, output.D, output.H, output.W, 19), TestWindows.Empty(1, 4, 20, 27, 19));
            TestWindows.AssertSameBitsAndNoAllocation(MaxPooling.Forward(x, y, geometry, VectorWidths.Best), y);
            TestWindows.AssertSameBitsAndNoAllocation(MaxPooling.Gradient(x, dy, dx, geometry, VectorWidths.Best), dx);
        }
    }

    [Fact]
    public void A_window_with_NaN_gives_NaN()
    {
        var (x, y) = (TestWindows.Empty(1, 1, 2, 2, 16), TestWindows.Empty(1, 1, 1, 1, 16));
        x.Span.Clear();
        x.Span[40] = float.NaN;
        TestWindows.Run(MaxPooling.Forward(x, y, new(new(1, 2, 2), new(1, 2, 2), default), VectorWidths.Best));
        Assert.Equal(40 % 16, y.Span.IndexOf(float.NaN));
        Assert.Equal(1, y.Span.ToArray().Count(float.IsNaN));
    }

    [Fact]
    public void Windows_that_do_not_fit_are_refused()
    {
        var (x, y) = (TestWindows.Empty(1, 1, 6, 6, 2), TestWindows.Empty(1, 1, 3, 2, 2));
        var wrong = Assert.Throws<ArgumentException>(() => MaxPooling.Forward(x, y, new(new(1, 2, 2), new(1, 2, 2), default), VectorWidths.Best));
        Assert.Equal("Max pooling: windows of 1x2x2 every 1x2x2 on [1, 1, 6, 6, 2] give 1x3x3; the output is [1, 1, 3, 2, 2].", wrong.Message);
        wrong = Assert.Throws<ArgumentException>(() => MaxPooling.Forward(x, y, new(new(1, 2, 2), new(1, 2, 2), new(0, 2, 0)), VectorWidths.Best));
        Assert.Equal("Max pooling: padding 0x2x0 for windows of 1x2x2; it may be half a window at most, or a window could lie outside the input.", wrong.Message);
        wrong = Assert.Throws<ArgumentException>(() => MaxPooling.Forward(x, y, new(new(1, 2, 2), new(1, 0, 2), default), VectorWidths.Best));
        Assert.Equal("Max pooling: a window of 1x2x2 every 1x0x2 samples; both must be at least 1.", wrong.Message);
    }

    [Theory]
    [InlineData(7, 2, 2, 0, false, 3)]
    [InlineData(7, 2, 2, 0, true, 4)]
    [InlineData(8, 3, 2, 1, false, 4)]
    [InlineData(8, 3, 2, 1, true, 5)]
    [InlineData(5, 2, 3, 1, true, 2)] // a third window would begin in the padding behind the input
    [InlineData(1, 2, 2, 0, false, 0)]
    [InlineData(1, 2, 2, 0, true, 1)]
    [InlineData(1, 4, 2, 0, true, 0)]
    public void Output_extent_follows_PyTorchs_formula(int size, int kernel, int stride, int padding, bool ceil, int expected) =>
        Assert.Equal(expected, new PoolGeometry(Triple.All(kernel), Triple.All(stride), Triple.All(padding), ceil).Output(Triple.All(size)).H);

    private static (double[,,,,] Y, double[,,,,] Dx) Plain(PoolGeometry g, double[,,,,] x, double[,,,,] dy)
    {
        var (y, dx) = ((double[,,,,])dy.Clone(), new double[x.GetLength(0), x.GetLength(1), x.GetLength(2), x.GetLength(3), x.GetLength(4)]);
        for (var n = 0; n < dy.GetLength(0); n++)
            for (var d = 0; d < dy.GetLength(1); d++)
                for (var h = 0; h < dy.GetLength(2); h++)
                    for (var w = 0; w < dy.GetLength(3); w++)
                        for (var c = 0; c < dy.GetLength(4); c++)
                        {
                            var (largest, place) = (double.NegativeInfinity, (0, 0, 0));
                            for (var tap = 0; tap < g.Kernel.Product; tap++)
                            {
                                var (i, j, k) = ((d * g.Stride.D) - g.Padding.D + (tap / g.Kernel.W / g.Kernel.H), (h * g.Stride.H) - g.Padding.H + (tap / g.Kernel.W % g.Kernel.H), (w * g.Stride.W) - g.Padding.W + (tap % g.Kernel.W));
                                if (i >= 0 && i < x.GetLength(1) && j >= 0 && j < x.GetLength(2) && k >= 0 && k < x.GetLength(3) && x[n, i, j, k, c] > largest)
                                {
                                    (largest, place) = (x[n, i, j, k, c], (i, j, k));
                                }
                            }

                            y[n, d, h, w, c] = largest;
                            dx[n, place.Item1, place.Item2, place.Item3, c] += dy[n, d, h, w, c];
                        }

        return (y, dx);
    }
}
