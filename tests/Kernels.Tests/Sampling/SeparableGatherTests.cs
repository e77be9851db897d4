namespace UNetSharp.Kernels.Tests.Sampling;

public sealed class SeparableGatherTests
{
    private static readonly int[] ChannelCounts = [1, 3, 15, 16, 17, 64, 83];

    private static readonly (AxisMap D, AxisMap H, AxisMap W)[] Cases =
    [
        (AxisMap.Identity(1), AxisMap.Linear(3, 6, true), AxisMap.Linear(4, 8, true)),
        (AxisMap.Linear(2, 4, false), AxisMap.Linear(3, 5, false), AxisMap.Linear(5, 3, false)),
        (AxisMap.Linear(2, 4, false).Transposed(), AxisMap.Linear(3, 5, false).Transposed(), AxisMap.Linear(5, 3, false).Transposed()),
        (AxisMap.Nearest(2, 3), AxisMap.Identity(3), AxisMap.Nearest(4, 9)),
        (AxisMap.Average(3, 2, 2, 1, 0, true), AxisMap.Average(5, 2, 3, 2, 1, false), AxisMap.Average(6, 3, 2, 2, 0, true)),
        (AxisMap.Reflect(3, 1, 2), AxisMap.Replicate(2, 2, 1), AxisMap.Reflect(4, 0, 3).Transposed()),
        (AxisMap.Zeros(2, 1, 0), AxisMap.Zeros(3, 0, 2), AxisMap.Zeros(4, 1, 1)),
        (AxisMap.AdaptiveAverage(3, 1), AxisMap.AdaptiveAverage(7, 1), AxisMap.AdaptiveAverage(9, 1)),
        (AxisMap.Roll(2, 1), AxisMap.Roll(5, -2), AxisMap.Roll(3, 4)),
    ];

    [Fact]
    public void Equals_the_plain_loops_at_every_width_and_channel_count()
    {
        var windows = new TestWindows(seed: 4);
        foreach (var maps in Cases)
        {
            foreach (var channels in ChannelCounts)
            {
                var x = windows.RandomCut(2, maps.D.Inputs, maps.H.Inputs, maps.W.Inputs, channels);
                var expected = Plain(TestWindows.Values(x), maps);
                foreach (var width in TestWindows.AllWidths)
                {
                    var y = TestWindows.EmptyCut(2, maps.D.Outputs, maps.H.Outputs, maps.W.Outputs, channels);
                    TestWindows.Run(SeparableGather.Create(x, y, maps, width));
                    TestWindows.AssertClose(expected, y, $"{x} to {y} {width}");
                }
            }
        }
    }

    [Fact]
    public void A_pixel_that_reads_nothing_becomes_the_constant()
    {
        var (x, y) = (TestWindows.Empty(1, 1, 2, 2, 3), TestWindows.Empty(1, 1, 4, 3, 3));
        x.Span.Fill(1);
        TestWindows.Run(SeparableGather.Create(x, y, (AxisMap.Identity(1), AxisMap.Zeros(2, 1, 1), AxisMap.Zeros(2, 0, 1)), VectorWidths.Best, outside: -7));
        Assert.Equal([-7, -7, -7, 1, 1, -7, 1, 1, -7, -7, -7, -7], Enumerable.Range(0, 12).Select(pixel => y.Span[(pixel * 3) + 1]));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits_and_nothing_is_allocated()
    {
        var maps = (AxisMap.Linear(3, 6, false), AxisMap.Linear(20, 40, true), AxisMap.Linear(31, 62, false));
        var (x, y) = (new TestWindows(5).Random(1, 3, 20, 31, 21), TestWindows.Empty(1, 6, 40, 62, 21));
        TestWindows.AssertSameBitsAndNoAllocation(SeparableGather.Create(x, y, maps, VectorWidths.Best), y);
    }

    [Fact]
    public void Windows_that_are_not_those_of_the_maps_are_refused()
    {
        var (x, y) = (TestWindows.Empty(1, 1, 2, 2, 3), TestWindows.Empty(1, 1, 4, 4, 3));
        var wrong = Assert.Throws<ArgumentException>(() => SeparableGather.Create(x, y, (AxisMap.Identity(1), AxisMap.Zeros(2, 1, 1), AxisMap.Zeros(2, 0, 1)), VectorWidths.Best));
        Assert.Equal("SeparableGather: the maps lead from 1x2x2 to 1x4x3; the input is [1, 1, 2, 2, 3], the output [1, 1, 4, 4, 3].", wrong.Message);
    }

    private static double[,,,,] Plain(double[,,,,] x, (AxisMap D, AxisMap H, AxisMap W) maps)
    {
        var y = new double[x.GetLength(0), maps.D.Outputs, maps.H.Outputs, maps.W.Outputs, x.GetLength(4)];
        for (var n = 0; n < y.GetLength(0); n++)
            for (var d = 0; d < y.GetLength(1); d++)
                for (var h = 0; h < y.GetLength(2); h++)
                    for (var w = 0; w < y.GetLength(3); w++)
                        for (var i = 0; i < x.GetLength(1); i++)
                            for (var j = 0; j < x.GetLength(2); j++)
                                for (var k = 0; k < x.GetLength(3); k++)
                                {
                                    var weight = (double)maps.D[d, i] * maps.H[h, j] * maps.W[w, k];
                                    for (var c = 0; c < x.GetLength(4) && weight != 0; c++)
                                    {
                                        y[n, d, h, w, c] += weight * x[n, i, j, k, c];
                                    }
                                }

        return y;
    }
}
