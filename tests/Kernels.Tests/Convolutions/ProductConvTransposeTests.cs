namespace UNetSharp.Kernels.Tests;

public class ProductConvTransposeTests
{
    public static TheoryData<string> Names => ConvCases.Names;

    // Each case is read as the convolution whose input gradient is asked for: from its positions back to its input.
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
                var (kernel, output, expected) = Bind(width, ConvCases.Named(name), cut, transposed);
                TestWindows.Run(kernel);
                TestWindows.AssertClose(expected, output, $"{name}, {width}, cut {cut}, transposed {transposed}");
            }
        }
    }

    [Theory]
    [InlineData("2x2 stride 2, odd extents")]
    [InlineData("3x3x3 stride 2")]
    [InlineData("three groups of odd channels")]
    public void Gives_the_same_bits_with_any_number_of_threads_and_allocates_nothing(string name)
    {
        var (kernel, output, _) = Bind(VectorWidths.Best, ConvCases.Named(name), cut: true, transposed: false);
        TestWindows.AssertSameBitsAndNoAllocation(kernel, output);
    }

    [Theory]
    [InlineData(3, 1, 2)]
    [InlineData(2, 1, 3)]
    [InlineData(4, 3, 2)]
    [InlineData(5, 2, 4)]
    [InlineData(3, 2, 2)]
    public void Phases_share_out_all_taps_and_all_positions(int kernel, int dilation, int stride)
    {
        var taps = TransposePhases.Taps(kernel, stride, dilation).SelectMany(phase => phase).Order();
        Assert.Equal(Enumerable.Range(0, kernel), taps);
        var positions = TransposePhases.Axes(11, kernel, stride, dilation, 1).SelectMany(axis => Enumerable.Range(0, axis.Count).Select(i => axis.First + (i * stride))).Order();
        Assert.Equal(Enumerable.Range(0, 11), positions);
    }

    [Fact]
    public void Refuses_an_output_whose_convolution_is_not_the_input()
    {
        var geometry = ConvCases.Named("2x2 stride 2").Geometry;
        var weights = TestWindows.Floats(ProductConvTransposeWeights.PackedLength(VectorWidth.Bits256, geometry, 8, 4));
        var windows = new ConvWindows(TestWindows.Empty(1, 1, 3, 4, 8), weights, TestWindows.Empty(1, 1, 6, 10, 4));
        var error = Assert.Throws<ArgumentException>(() => ProductConvTranspose.Create(VectorWidth.Bits256, windows, geometry, Epilogue.None));
        Assert.Equal("ProductConvTranspose: a kernel 1x2x2 with stride 1x2x2 makes [1, 1, 3, 5] positions of the output [1, 1, 6, 10, 4], but the input is [1, 1, 3, 4, 8].", error.Message);
    }

    private static (Kernel Kernel, Window Output, double[,,,,] Expected) Bind(VectorWidth width, ConvCase item, bool cut, bool transposed)
    {
        var random = new TestWindows(item.Name.Length);
        var (n, d, h, w) = item.Input;
        var (g, o, outputs) = (item.Geometry, item.Positions, item.Windows.Sum());

        // What the convolution writes is read here, as a list of two windows where the channels allow it.
        int[] parts = cut && item.Outputs > 4 ? [3, item.Outputs - 3] : [item.Outputs];
        Window[] y = [.. parts.Select(c => cut ? random.RandomCut(n, o.D, o.H, o.W, c) : random.Random(n, o.D, o.H, o.W, c))];
        var x = cut ? TestWindows.EmptyCut(n, d, h, w, outputs) : TestWindows.Empty(n, d, h, w, outputs);
        var epilogue = cut ? new Epilogue(random.Random(1, 1, 1, 1, outputs), 0.1f, random.RandomCut(n, d, h, w, outputs)) : Epilogue.None;

        // The convolution's own weights [k…, Cin/groups, Cout] are this kernel's transposed layout.
        var (rows, columns) = transposed ? (outputs / g.Groups, item.Outputs) : (item.Outputs, outputs / g.Groups);
        var weights = random.Random(g.Kernel.D, g.Kernel.H, g.Kernel.W, rows, columns);
        var packed = TestWindows.Floats(ProductConvTransposeWeights.PackedLength(width, g, item.Outputs, outputs));
        TestWindows.Run(ProductConvTransposeWeights.Create(width, weights, packed, g, transposed));

        var plain = TestWindows.Values(weights);
        var z = PlainConv.InputGradient(TestWindows.Values(y), transposed ? plain : PlainConv.Exchange(plain), g, new(d, h, w));
        return (ProductConvTranspose.Create(width, new(y, packed, x), g, epilogue), x, PlainConv.Finish(z, epilogue));
    }
}
