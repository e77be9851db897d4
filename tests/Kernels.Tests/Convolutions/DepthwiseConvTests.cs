namespace UNetSharp.Kernels.Tests;

public class DepthwiseConvTests
{
    private static readonly ConvCase[] _cases =
    [
        .. from channels in new[] { 1, 7, 8, 31, 67 } select Flat($"3x3 of {channels} channels", channels, 3),
        Flat("5x5 stride 2", 24, 5, stride: 2),
        Flat("7x7 dilation 2", 16, 7, dilation: 2),
        Flat("3x3 stride 3 dilation 2", 33, 3, stride: 3, dilation: 2),
        Flat("2x2 stride 2", 9, 2, stride: 2),
        new("3x3x3 stride 2", (2, 5, 6, 7), [20], 20, new(Triple.All(3), Triple.All(2), Triple.All(1), Triple.All(1), Triple.All(1), 20)),
        new("1x5, asymmetric padding", (1, 2, 4, 9), [12], 12, new(new(1, 1, 5), Triple.All(1), Triple.All(1), new(0, 0, 3), new(0, 0, 0), 12)),
    ];

    public static TheoryData<string> Names { get; } = [.. _cases.Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_the_plain_loop_in_every_width(string name)
    {
        foreach (var width in TestWindows.AllWidths)
        {
            var operands = Bind(name, slope: 0.1f);
            var (x, w, y) = operands.Windows;
            TestWindows.Run(DepthwiseConv.Create(width, new(x, w, y), operands.Geometry, operands.Epilogue));
            var expected = PlainConv.Forward(TestWindows.Values(x), TestWindows.Values(w), operands.Geometry);
            TestWindows.AssertClose(PlainConv.Finish(expected, operands.Epilogue), y, $"{name}, {width}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Transposed_equals_the_plain_loop_in_every_width(string name)
    {
        foreach (var width in TestWindows.AllWidths)
        {
            var operands = Bind(name, slope: 1);
            var (x, w, y) = operands.Windows;
            var dy = operands.Random.RandomCut(y.N, y.D, y.H, y.W, y.C);
            TestWindows.Run(DepthwiseConvTranspose.Create(width, new(dy, w, x), operands.Geometry, Epilogue.None));
            TestWindows.AssertClose(PlainConv.InputGradient(TestWindows.Values(dy), TestWindows.Values(w), operands.Geometry, new(x.D, x.H, x.W)), x, $"{name}, {width}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weight_gradient_equals_the_plain_loop_in_every_width(string name)
    {
        foreach (var width in TestWindows.AllWidths)
        {
            var operands = Bind(name, slope: 1);
            var (x, w, y) = operands.Windows;
            var dy = operands.Random.RandomCut(y.N, y.D, y.H, y.W, y.C);
            TestWindows.Run(DepthwiseConvWeightGradient.Create(width, new(x, w, dy), operands.Geometry));
            TestWindows.AssertClose(PlainConv.WeightGradient(TestWindows.Values(x), TestWindows.Values(dy), operands.Geometry), w, $"{name}, {width}");
        }
    }

    [Fact]
    public void Gives_the_same_bits_with_any_number_of_threads_and_allocates_nothing()
    {
        var operands = Bind("3x3 stride 3 dilation 2", slope: 0);
        var (x, w, y) = operands.Windows;
        TestWindows.AssertSameBitsAndNoAllocation(DepthwiseConv.Create(VectorWidths.Best, operands.Whole, operands.Geometry, operands.Epilogue), y);
        TestWindows.AssertSameBitsAndNoAllocation(DepthwiseConvTranspose.Create(VectorWidths.Best, new(y, w, x), operands.Geometry, Epilogue.None), x);
        TestWindows.AssertSameBitsAndNoAllocation(DepthwiseConvWeightGradient.Create(VectorWidths.Best, operands.Whole, operands.Geometry), w);
    }

    [Fact]
    public void Refuses_groups_that_are_not_the_channels()
    {
        var operands = Bind("2x2 stride 2", slope: 1);
        var error = Assert.Throws<ArgumentException>(
            () => DepthwiseConv.Create(VectorWidth.Bits256, operands.Whole, operands.Geometry with { Groups = 3 }, Epilogue.None));
        Assert.Equal("DepthwiseConv: 9 input channels (1 window), 9 output channels and 3 groups must be the same number, in one window; other groups are ProductConv's.", error.Message);
    }

    private static (ConvWindows Whole, (Window X, Window W, Window Y) Windows, ConvGeometry Geometry, Epilogue Epilogue, TestWindows Random) Bind(string name, float slope)
    {
        var item = _cases.Single(item => item.Name == name);
        var random = new TestWindows(name.Length);
        var (n, d, h, w) = item.Input;
        var (o, c, kernel) = (item.Positions, item.Outputs, item.Geometry.Kernel);
        var x = random.RandomCut(n, d, h, w, c);
        var weights = random.Random(kernel.D, kernel.H, kernel.W, 1, c);
        var y = TestWindows.EmptyCut(n, o.D, o.H, o.W, c);
        var epilogue = new Epilogue(random.Random(1, 1, 1, 1, c), slope, random.RandomCut(n, o.D, o.H, o.W, c));
        return (new(x, weights, y), (x, weights, y), item.Geometry, epilogue, random);
    }

    private static ConvCase Flat(string name, int channels, int kernel, int stride = 1, int dilation = 1) =>
        new(name, (2, 1, 9, 11), [channels], channels, new(new(1, kernel, kernel), new(1, stride, stride), new(1, dilation, dilation), new(0, 1, 1), new(0, 1, 1), channels));
}
