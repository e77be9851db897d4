namespace UNetSharp.Kernels.Tests;

public class ConvWeightGradientTests
{
    public static TheoryData<string> Names => ConvCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_the_plain_loop_in_every_width(string name)
    {
        foreach (var width in TestWindows.AllWidths)
        {
            // Plain windows and plain layout in two widths, cut windows and transposed layout in the others, and the other way round.
            foreach (var cut in new[] { false, true })
            {
                var transposed = cut ^ (width is VectorWidth.Bits128 or VectorWidth.Bits512);
                var (kernel, weights, expected) = Bind(width, ConvCases.Named(name), cut, transposed);
                TestWindows.Run(kernel);
                TestWindows.AssertClose(expected, weights, $"{name}, {width}, cut {cut}, transposed {transposed}");
            }
        }
    }

    [Theory]
    [InlineData("3x3 stride 2")]
    [InlineData("three groups of odd channels")]
    public void Gives_the_same_bits_with_any_number_of_threads_and_allocates_nothing(string name)
    {
        var (kernel, weights, _) = Bind(VectorWidths.Best, ConvCases.Named(name), cut: true, transposed: false);
        TestWindows.AssertSameBitsAndNoAllocation(kernel, weights);
    }

    [Theory]
    [InlineData(1, "weight gradient, direct in 12 slices")]
    [InlineData(2, "weight gradient, product in 3 slices")]
    public void Adds_slices_of_the_positions_in_a_fixed_order(int groups, string way)
    {
        var item = new ConvCase("sliced", (2, 1, 41, 43), [5, 5], 8, new(new(1, 3, 3), Triple.All(1), Triple.All(1), new(0, 1, 1), new(0, 1, 1), groups));
        var (kernel, weights, expected) = Bind(VectorWidth.Bits256, item, cut: true, transposed: false);
        Assert.Equal(way, kernel.Name);
        TestWindows.AssertSameBitsAndNoAllocation(kernel, weights);
        TestWindows.AssertClose(expected, weights, "sliced");
    }

    [Fact]
    public void Refuses_weights_of_the_wrong_extents()
    {
        var windows = new ConvWindows(TestWindows.Empty(1, 1, 6, 7, 4), TestWindows.Empty(1, 3, 3, 8, 4), TestWindows.Empty(1, 1, 6, 7, 8));
        var error = Assert.Throws<ArgumentException>(() => ConvWeightGradient.Create(VectorWidth.Bits256, windows, ConvCases.Named("3x3").Geometry));
        Assert.Equal("ConvWeightGradient: the weights must be contiguous and [1, 3, 3, 4, 8], but they are [1, 3, 3, 8, 4].", error.Message);
    }

    private static (Kernel Kernel, Window Weights, double[,,,,] Expected) Bind(VectorWidth width, ConvCase item, bool cut, bool transposed)
    {
        var random = new TestWindows(item.Name.Length);
        var (n, d, h, w) = item.Input;
        var (g, o, inputs) = (item.Geometry, item.Positions, item.Windows.Sum() / item.Geometry.Groups);
        Window[] x = [.. item.Windows.Select(c => cut ? random.RandomCut(n, d, h, w, c) : random.Random(n, d, h, w, c))];
        var dy = cut ? random.RandomCut(n, o.D, o.H, o.W, item.Outputs) : random.Random(n, o.D, o.H, o.W, item.Outputs);
        var (rows, columns) = transposed ? (item.Outputs, inputs) : (inputs, item.Outputs);
        var dw = TestWindows.Empty(g.Kernel.D, g.Kernel.H, g.Kernel.W, rows, columns);
        var expected = PlainConv.WeightGradient(TestWindows.Values(x), TestWindows.Values(dy), g);
        return (ConvWeightGradient.Create(width, new(x, dw, dy), g, transposed), dw, transposed ? PlainConv.Exchange(expected) : expected);
    }
}
