using UNetSharp.Kernels.Tests.Oracle;

namespace UNetSharp.Kernels.Tests;

public class WinogradWeightGradientTests
{
    // In units of the result's root mean square √(number of summed pixels), for inputs of unit variance. Measured: at most 7e-6.
    private const double Tolerance = 2e-5;

    public static TheoryData<VectorWidth> Widths => [.. Enum.GetValues<VectorWidth>()];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Any_number_of_channels(VectorWidth width)
    {
        var lanes = width.Lanes();
        foreach (var (inputs, outputs) in new[] { (1, 1), (Math.Max(1, lanes - 1), lanes + 1), (lanes, 2 * lanes), (lanes + 1, (2 * lanes) + 1), (53, 37) })
        {
            Check(width, new Triple(1, 9, 11), [inputs], outputs, Padded(1, 1));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Any_extents_and_paddings(VectorWidth width)
    {
        foreach (var (h, w) in new[] { (1, 1), (3, 3), (4, 17), (13, 7), (31, 29) })
        {
            for (var pad = 0; pad <= 2; pad++)
            {
                Check(width, new Triple(1, h, w), [5], 6, Geometry(1, new Triple(0, pad, 2 - pad), new Triple(0, 2 - pad, pad)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_list_of_windows_reads_as_their_concatenation(VectorWidth width)
    {
        Check(width, new Triple(1, 10, 9), [3, 17], 20, Padded(1, 1), samples: 3);
        Check(width, new Triple(1, 7, 8), [16, 1, 9], 33, Padded(1, 0), samples: 2);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Volumes_have_a_gradient_for_each_depth_tap(VectorWidth width)
    {
        Check(width, new Triple(5, 6, 7), [7, 4], 9, Padded(3, 1));
        Check(width, new Triple(4, 5, 5), [9], 17, Padded(3, 0), samples: 2);
        Check(width, new Triple(1, 5, 6), [3], 4, Padded(3, 2));
        Check(width, new Triple(19, 5, 5), [4], 3, Geometry(2, new Triple(1, 0, 0), new Triple(0, 2, 1)));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_order_of_the_weights(VectorWidth width)
    {
        foreach (var order in new[] { WeightOrder.Transposed, WeightOrder.Flipped, WeightOrder.Backward })
        {
            Check(width, new Triple(3, 6, 6), [19, 3], 18, Padded(3, 1), order: order);
        }
    }

    [Fact]
    public void Many_channels_are_summed_in_parts() => Check(VectorWidth.Bits256, new Triple(1, 5, 6), [300, 60], 290, Padded(1, 1));

    [Fact]
    public void Many_tiles_are_summed_in_blocks() => Check(VectorWidth.Bits256, new Triple(1, 75, 70), [11], 13, Padded(1, 1));

    private static ConvGeometry Padded(int depth, int padding) =>
        Geometry(depth, new Triple(depth == 1 ? 0 : padding, padding, padding), new Triple(depth == 1 ? 0 : padding, padding, padding));

    private static ConvGeometry Geometry(int depth, Triple before, Triple after) => new(new Triple(depth, 3, 3), Triple.All(1), Triple.All(1), before, after);

    private static void Check(VectorWidth width, Triple e, int[] channels, int outputs, ConvGeometry geometry, int samples = 1, WeightOrder order = WeightOrder.AsStored)
    {
        var bench = new Workbench(7);
        Window[] inputs = [.. channels.Select((c, i) => i % 2 == 0 ? bench.RandomCut(samples, e.D, e.H, e.W, c) : bench.Random(samples, e.D, e.H, e.W, c))];
        var extents = geometry.Output(e);
        var gradient = bench.RandomCut(samples, extents.D, extents.H, extents.W, outputs);
        var (rows, columns) = order.HasFlag(WeightOrder.Transposed) ? (outputs, channels.Sum()) : (channels.Sum(), outputs);
        var weights = Workbench.Output(geometry.Kernel.D, 3, 3, rows, columns);
        var windows = new ConvWindows(inputs, weights, gradient);

        var expected = PlainConvolution.WeightGradient(geometry, windows, order);
        foreach (var size in new[] { 4, 6 })
        {
            var kernel = WinogradWeightGradient.Create(width, windows, geometry, order, size);
            Workbench.Run(kernel, threads: 1);

            var error = bench.Error(weights, expected, Math.Sqrt(gradient.Pixels));
            var what = $"error {error:E1} with tiles of {size}: [{samples}, {e}, {string.Join('+', channels)}] to {outputs}, {geometry}, {order}";
            TestContext.Current.TestOutputHelper?.WriteLine(what);
            Assert.True(error < Tolerance, what);

            var first = weights.Span.ToArray();
            foreach (var threads in new[] { 2, 5 })
            {
                Workbench.Run(kernel, threads);
                Assert.Equal(first, weights.Span.ToArray());
            }
        }
    }
}
