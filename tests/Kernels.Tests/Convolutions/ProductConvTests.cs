namespace UNetSharp.Kernels.Tests;

public class ProductConvTests
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
                var (kernel, output, expected) = Bind(width, ConvCases.Named(name), cut, transposed, slope: cut ? 0.1f : 1);
                TestWindows.Run(kernel);
                TestWindows.AssertClose(expected, output, $"{name}, {width}, cut {cut}, transposed {transposed}");
            }
        }
    }

    [Theory]
    [InlineData("3x3 stride 2")]
    [InlineData("long K")]
    [InlineData("first layer, padded")]
    [InlineData("head of odd channels")]
    [InlineData("two groups")]
    public void Gives_the_same_bits_with_any_number_of_threads_and_allocates_nothing(string name)
    {
        var (kernel, output, _) = Bind(VectorWidths.Best, ConvCases.Named(name), cut: true, transposed: false, slope: 0);
        TestWindows.AssertSameBitsAndNoAllocation(kernel, output);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(0f)]
    [InlineData(0.2f)]
    public void Adds_bias_and_addend_before_the_activation(float slope)
    {
        foreach (var name in new[] { "3x3", "first layer", "head" })
        {
            var (kernel, output, expected) = Bind(VectorWidths.Best, ConvCases.Named(name), cut: true, transposed: false, slope);
            TestWindows.Run(kernel);
            TestWindows.AssertClose(expected, output, name);
        }
    }

    [Fact]
    public void Is_cut_into_pieces_that_do_not_change_its_bits_on_a_problem_of_many_pieces()
    {
        var item = new ConvCase("big", (1, 1, 40, 41), [64, 64], 96, new(new(1, 3, 3), Triple.All(1), Triple.All(1), new(0, 1, 1), new(0, 1, 1)));
        var (kernel, output, expected) = Bind(VectorWidths.Best, item, cut: false, transposed: false, slope: 0);
        TestWindows.AssertSameBitsAndNoAllocation(kernel, output);
        TestWindows.AssertClose(expected, output, "big");
    }

    [Theory]
    [InlineData(1)] // two blocks of K
    [InlineData(2)] // each group has packed rows of its own
    public void Packs_the_rows_that_several_pieces_read_once_before_them(int groups)
    {
        foreach (var width in TestWindows.AllWidths)
        {
            var item = new ConvCase("tokens", (1, 1, 7, 19), [300, 97, 27], 320, new(new(1, 1, 1), Triple.All(1), Triple.All(1), default, default, groups));
            var (kernel, output, expected) = Bind(width, item, cut: true, transposed: false, slope: 0);
            Assert.Equal(2, kernel.CountPieces().Length);
            TestWindows.AssertSameBitsAndNoAllocation(kernel, output);
            TestWindows.AssertClose(expected, output, $"{width}, {groups} groups");
        }
    }

    [Theory]
    [InlineData("1x1", "convolution 1x1x1, direct")]
    [InlineData("head", "convolution 1x1x1, dot products")]
    [InlineData("long K", "convolution 1x3x3, direct")]
    [InlineData("wide", "convolution 1x3x3, direct")]
    [InlineData("many weights", "convolution 1x3x3, direct")]
    [InlineData("3x3x3 of a thousand inputs", "convolution 3x3x3, product")]
    [InlineData("1x1 of many inputs", "convolution 1x1x1, product")]
    public void Chooses_its_way_by_the_channels(string name, string way)
    {
        var (kernel, _, _) = Bind(VectorWidth.Bits256, ConvCases.Named(name), cut: false, transposed: false, slope: 1);
        Assert.Equal(way, kernel.Name);
    }

    [Fact]
    public void Refuses_an_output_of_the_wrong_extents()
    {
        var geometry = ConvCases.Named("3x3").Geometry;
        var weights = TestWindows.Floats(ProductConvWeights.PackedLength(VectorWidth.Bits256, geometry, 4, 8));
        var windows = new ConvWindows(TestWindows.Empty(1, 1, 6, 7, 4), weights, TestWindows.Empty(1, 1, 6, 6, 8));
        var error = Assert.Throws<ArgumentException>(() => ProductConv.Create(VectorWidth.Bits256, windows, geometry, Epilogue.None));
        Assert.Equal("ProductConv: a kernel 1x3x3 with stride 1x1x1 makes [1, 1, 6, 7] positions of the input [1, 1, 6, 7, 4], but the output is [1, 1, 6, 6, 8].", error.Message);
    }

    [Fact]
    public void Refuses_weights_packed_for_other_channels()
    {
        var geometry = ConvCases.Named("3x3").Geometry;
        var weights = TestWindows.Floats(ProductConvWeights.PackedLength(VectorWidth.Bits256, geometry, 4, 8));
        var windows = new ConvWindows(TestWindows.Empty(1, 1, 6, 7, 16), weights, TestWindows.Empty(1, 1, 6, 7, 8));
        var error = Assert.Throws<ArgumentException>(() => ProductConv.Create(VectorWidth.Bits256, windows, geometry, Epilogue.None));
        Assert.Equal("ProductConv: the packed weights must be 2304 contiguous floats, but their window is [1, 1, 1, 1, 640].", error.Message);
    }

    [Fact]
    public void Refuses_windows_of_different_extents_and_a_bias_of_the_wrong_length()
    {
        var geometry = ConvCases.Named("3x3").Geometry;
        var weights = TestWindows.Floats(ProductConvWeights.PackedLength(VectorWidth.Bits256, geometry, 8, 8));
        var (x, y) = (TestWindows.Empty(1, 1, 6, 7, 8), TestWindows.Empty(1, 1, 6, 7, 8));
        var error = Assert.Throws<ArgumentException>(
            () => ProductConv.Create(VectorWidth.Bits256, new([x.Channels(0, 4), TestWindows.Empty(1, 1, 5, 7, 4)], weights, y), geometry, Epilogue.None));
        Assert.Equal("ProductConv: the windows of the input must share [N, D, H, W], but one is [1, 1, 6, 7, 4] and another [1, 1, 5, 7, 4]; crop the larger.", error.Message);

        error = Assert.Throws<ArgumentException>(
            () => ProductConv.Create(VectorWidth.Bits256, new(x, weights, y), geometry, new(TestWindows.Floats(7))));
        Assert.Equal("ProductConv: the bias [1, 1, 1, 1, 7] must be 8 contiguous numbers, one for each channel of the output [1, 1, 6, 7, 8].", error.Message);
    }

    private static (Kernel Kernel, Window Output, double[,,,,] Expected) Bind(VectorWidth width, ConvCase item, bool cut, bool transposed, float slope)
    {
        var random = new TestWindows(item.Name.Length);
        var (n, d, h, w) = item.Input;
        var (g, inputs) = (item.Geometry, item.Windows.Sum());
        Window[] x = [.. item.Windows.Select(c => cut ? random.RandomCut(n, d, h, w, c) : random.Random(n, d, h, w, c))];
        var o = item.Positions;
        var y = cut ? TestWindows.EmptyCut(n, o.D, o.H, o.W, item.Outputs) : TestWindows.Empty(n, o.D, o.H, o.W, item.Outputs);
        var epilogue = cut ? new Epilogue(random.Random(1, 1, 1, 1, item.Outputs), slope, random.RandomCut(n, o.D, o.H, o.W, item.Outputs)) : new Epilogue(null, slope);

        var (rows, columns) = transposed ? (item.Outputs, inputs / g.Groups) : (inputs / g.Groups, item.Outputs);
        var weights = random.Random(g.Kernel.D, g.Kernel.H, g.Kernel.W, rows, columns);
        var packed = TestWindows.Floats(ProductConvWeights.PackedLength(width, g, inputs, item.Outputs));
        TestWindows.Run(ProductConvWeights.Create(width, weights, packed, g, transposed));

        var plain = TestWindows.Values(weights);
        var z = PlainConv.Forward(TestWindows.Values(x), transposed ? PlainConv.Exchange(plain) : plain, g);
        return (ProductConv.Create(width, new(x, packed, y), g, epilogue), y, PlainConv.Finish(z, epilogue));
    }
}
