using UNetSharp.Kernels.Tests.Oracle;

namespace UNetSharp.Kernels.Tests;

public class WinogradConvTests
{
    // The error in float32 against exact arithmetic, in units of the output's root mean square √(taps·channels) for inputs of unit variance.
    // Measured: at most 7.4e-6 with tiles of 4x4 and 1.3e-5 with tiles of 6x6 over all cases here (the largest of some thousand outputs); a wrong coefficient gives more than 1e-1.
    private const double Tolerance = 2e-5;

    private static readonly int[] _tileSizes = [4, 6];

    public static TheoryData<VectorWidth> Widths => [.. Enum.GetValues<VectorWidth>()];

    public sealed record Case(int N, Triple Extents, int[] Inputs, int Outputs)
    {
        public int KernelDepth { get; init; } = 1;
        public Triple Before { get; init; }
        public Triple After { get; init; }
        public WeightOrder Order { get; init; }
        public bool Bias { get; init; }
        public bool Addend { get; init; }
        public float Slope { get; init; } = 1;

        public ConvGeometry Geometry => new(new Triple(KernelDepth, 3, 3), Triple.All(1), Triple.All(1), Before, After);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Any_number_of_channels(VectorWidth width)
    {
        var lanes = width.Lanes();
        foreach (var (inputs, outputs) in new[] { (1, 1), (lanes - 1, lanes + 1), (lanes, 2 * lanes), (lanes + 1, (2 * lanes) - 1), (37, 43), (48, 5) })
        {
            Check(width, new Case(1, new Triple(1, 11, 9), [Math.Max(1, inputs)], outputs) { Before = new Triple(0, 1, 1), After = new Triple(0, 1, 1), Bias = true });
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Any_extents_and_paddings(VectorWidth width)
    {
        foreach (var (h, w) in new[] { (1, 1), (2, 3), (3, 3), (4, 17), (6, 6), (13, 7), (29, 5) })
        {
            for (var pad = 0; pad <= 2; pad++)
            {
                Check(width, new Case(1, new Triple(1, h, w), [5], 6) { Before = new Triple(0, pad, 2 - pad), After = new Triple(0, 2 - pad, pad), Slope = 0 });
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_list_of_windows_reads_as_their_concatenation(VectorWidth width)
    {
        Check(width, new Case(3, new Triple(1, 10, 9), [3, 17], 20) { Before = new Triple(0, 1, 1), After = new Triple(0, 1, 1) });
        Check(width, new Case(2, new Triple(1, 7, 8), [16, 1, 9], 33) { Slope = 0.1f, Bias = true });
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Volumes_sum_their_depth_taps(VectorWidth width)
    {
        Check(width, new Case(1, new Triple(5, 6, 7), [7, 4], 9) { KernelDepth = 3, Before = Triple.All(1), After = Triple.All(1), Bias = true });
        Check(width, new Case(2, new Triple(4, 5, 5), [9], 17) { KernelDepth = 3 });
        Check(width, new Case(1, new Triple(1, 5, 6), [3], 4) { KernelDepth = 3, Before = Triple.All(2), After = Triple.All(2) });
        Check(width, new Case(2, new Triple(3, 6, 6), [8], 8) { Before = new Triple(0, 1, 1), After = new Triple(0, 1, 1) });
        Check(width, new Case(1, new Triple(19, 5, 5), [4], 3) { KernelDepth = 2, Before = new Triple(1, 0, 0), After = new Triple(0, 2, 1) });
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_epilogue(VectorWidth width)
    {
        foreach (var slope in new[] { 1f, 0f, 0.01f })
        {
            foreach (var (bias, addend) in new[] { (false, false), (true, false), (false, true), (true, true) })
            {
                Check(width, new Case(1, new Triple(1, 9, 6), [6], 19) { Bias = bias, Addend = addend, Slope = slope });
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_order_of_the_weights(VectorWidth width)
    {
        foreach (var order in new[] { WeightOrder.AsStored, WeightOrder.Transposed, WeightOrder.Flipped, WeightOrder.Backward })
        {
            Check(width, new Case(1, new Triple(3, 6, 6), [19, 3], 18) { KernelDepth = 3, Order = order, Before = Triple.All(2), After = Triple.All(2) });
            Check(width, new Case(1, new Triple(1, 6, 6), [32], 32) { Order = order });
        }
    }

    [Theory]
    [InlineData(48, 64, 40)] // many tiles, few channels: cut by tiles
    [InlineData(9, 300, 70)] // few tiles, many channels: cut by channels, and a product deeper than one visit
    [InlineData(72, 144, 136)] // many of both: cut by channels, in several passes over the tiles
    public void Both_schedules_agree_with_the_sum(int size, int inputs, int outputs)
    {
        Check(VectorWidth.Bits256, new Case(1, new Triple(1, size, size), [inputs], outputs) { Before = new Triple(0, 1, 1), After = new Triple(0, 1, 1), Bias = true });
    }

    [Theory]
    [InlineData(64, 64, 388, 6)] // 65 tiles of 6 fill the width, but for 2 columns
    [InlineData(512, 1024, 30, 6)]
    [InlineData(1024, 1024, 28, 4)] // 5 tiles of 6 reach 2 columns over the edge, 7 of 4 fill it
    [InlineData(64, 64, 32, 4)]
    [InlineData(64, 16, 388, 4)] // the transforms take most of the time
    [InlineData(512, 512, 18, 4)] // and here those of the weights
    public void Large_tiles_are_taken_where_they_fit_the_width(int inputs, int outputs, int width, int size) => Assert.Equal(size, WinogradConv.TileSize(inputs, outputs, width));

    [Fact]
    public void A_refusal_says_why()
    {
        var one = Triple.All(1);
        var plain = new ConvGeometry(new Triple(1, 3, 3), one, one, default, default);
        Assert.Null(WinogradConv.Refusal(plain));
        Assert.Equal("the kernel is 1x5x5, not 3x3 in the plane.", WinogradConv.Refusal(plain with { Kernel = new Triple(1, 5, 5) }));
        Assert.Equal("the stride is 1x2x2, not 1.", WinogradConv.Refusal(plain with { Stride = new Triple(1, 2, 2) }));
        Assert.Equal("the dilation is 1x2x2, not 1.", WinogradConv.Refusal(plain with { Dilation = new Triple(1, 2, 2) }));
        Assert.Equal("there are 4 groups of channels, not 1.", WinogradConv.Refusal(plain with { Groups = 4 }));
        Assert.NotNull(WinogradConv.Refusal(plain with { PadBefore = one }));

        Assert.Null(WinogradConv.Refusal(plain, 8, 8, new Triple(1, 6, 6)));
        Assert.Equal("3 to 64 channels are too few to pay for the transforms.", WinogradConv.Refusal(plain, 3, 64, new Triple(1, 64, 64)));
        Assert.Equal("an output of 5x5 fills less than half of its 4x4 tiles.", WinogradConv.Refusal(plain, 64, 64, new Triple(1, 5, 5)));
    }

    [Fact]
    public void Windows_that_do_not_fit_are_refused_before_any_of_them_is_read()
    {
        var geometry = new ConvGeometry(new Triple(1, 3, 3), Triple.All(1), Triple.All(1), default, default);
        var bench = new Workbench(1);
        Window x = bench.Random(1, 1, 8, 8, 4), w = bench.Random(1, 3, 3, 3, 5), y = Workbench.Output(1, 1, 6, 6, 5);

        var wrong = Assert.Throws<ArgumentException>(() => WinogradConv.Create(VectorWidth.Bits256, new(x, w, y), geometry, Epilogue.None));
        Assert.Equal("WinogradConv: the input has 4 channels but the weights were made for 3 (input [1, 1, 8, 8, 4], weights [1, 3, 3, 3, 5]).", wrong.Message);

        wrong = Assert.Throws<ArgumentException>(() => WinogradConv.Create(VectorWidth.Bits256, new(x.Channels(0, 3), w, Workbench.Output(1, 1, 8, 8, 5)), geometry, Epilogue.None));
        Assert.Equal("WinogradConv: the input [1, 1, 8, 8, 3] gives [1, 1, 6, 6, 5] but the output is [1, 1, 8, 8, 5].", wrong.Message);

        wrong = Assert.Throws<ArgumentException>(() => WinogradConv.Create(VectorWidth.Bits256, new(x.Channels(0, 3), w, y), geometry, new(bench.Random(1, 1, 1, 1, 4))));
        Assert.Equal("WinogradConv: the bias is [1, 1, 1, 1, 4] but the output has 5 channels.", wrong.Message);
    }

    private static void Check(VectorWidth width, Case test)
    {
        var bench = new Workbench(7);
        var e = test.Extents;
        Window[] inputs = [.. test.Inputs.Select((c, i) => i % 2 == 0 ? bench.RandomCut(test.N, e.D, e.H, e.W, c) : bench.Random(test.N, e.D, e.H, e.W, c))];
        int channels = test.Inputs.Sum(), outputs = test.Outputs;
        var (rows, columns) = test.Order.HasFlag(WeightOrder.Transposed) ? (outputs, channels) : (channels, outputs);
        var weights = bench.Random(test.KernelDepth, 3, 3, rows, columns);
        var extents = test.Geometry.Output(e);
        var output = bench.OutputCut(test.N, extents.D, extents.H, extents.W, outputs);
        var epilogue = new Epilogue(
            test.Bias ? bench.Random(1, 1, 1, 1, outputs) : null, test.Slope, test.Addend ? bench.RandomCut(test.N, extents.D, extents.H, extents.W, outputs) : null,
            channels % 2 == 0 ? bench.Random(1, 1, 1, 1, outputs) : null);

        var expected = PlainConvolution.Forward(test.Geometry, new(inputs, weights, output), test.Order, epilogue);
        foreach (var size in _tileSizes)
        {
            var kernel = WinogradConv.Create(width, new(inputs, weights, output), test.Geometry, epilogue, test.Order, size);
            Workbench.Run(kernel, threads: 1);

            var error = bench.Error(output, expected, Math.Sqrt(9.0 * test.KernelDepth * channels));
            TestContext.Current.TestOutputHelper?.WriteLine($"{error:E1} with tiles of {size} in {test}");
            Assert.True(error < Tolerance, $"error {error:E1} with tiles of {size} in {test}");

            var first = Volume.Of(output).Values;
            foreach (var threads in new[] { 2, 5 })
            {
                Workbench.Run(kernel, threads);
                Assert.Equal(first, Volume.Of(output).Values);
            }
        }
    }
}
