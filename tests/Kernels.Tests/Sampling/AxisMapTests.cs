namespace UNetSharp.Kernels.Tests.Sampling;

public sealed class AxisMapTests
{
    [Fact]
    public void Linear_without_aligned_corners_samples_at_half_pixel_centres()
    {
        var map = AxisMap.Linear(2, 4, alignCorners: false);
        Assert.Equal([[1, 0], [0.75f, 0.25f], [0.25f, 0.75f], [0, 1]], Rows(map));
    }

    [Fact]
    public void Linear_with_aligned_corners_keeps_the_outermost_samples()
    {
        var map = AxisMap.Linear(3, 5, alignCorners: true);
        Assert.Equal([[1, 0, 0], [0.5f, 0.5f, 0], [0, 1, 0], [0, 0.5f, 0.5f], [0, 0, 1]], Rows(map));
        Assert.Equal([[1, 0, 0]], Rows(AxisMap.Linear(3, 1, alignCorners: true)));
    }

    [Fact]
    public void A_given_scale_takes_the_place_of_the_ratio_of_the_sizes()
    {
        // 5 samples enlarged 1.5 times are 7 (7.5 rounded down): positions go in steps of 1/1.5, not of 5/7.
        Assert.Equal((float)((1.5 / 1.5) - 0.5), AxisMap.Linear(5, 7, false, scale: 1 / 1.5)[1, 1], 6);
        Assert.Equal((float)((1.5 * 5 / 7) - 0.5), AxisMap.Linear(5, 7, false)[1, 1], 6);
    }

    [Fact]
    public void Cubic_reads_four_samples_and_repeats_the_border()
    {
        var map = AxisMap.Cubic(5, 10, alignCorners: false);
        Assert.Equal([0, -0.03515625f, 0.26171875f, 0.87890625f, -0.10546875f], Enumerable.Range(0, 5).Select(input => map[6, input]));
        Assert.Equal([-0.03515625f + 0.26171875f + 0.87890625f, -0.10546875f], Enumerable.Range(0, 2).Select(input => map[0, input]));
        Assert.Equal([1, 0, 0], Rows(AxisMap.Cubic(3, 5, alignCorners: true))[0]);
        Assert.Equal([-0.09375f + 0.59375f, 0.59375f, -0.09375f], Rows(AxisMap.Cubic(3, 5, alignCorners: true))[1]);
    }

    [Fact]
    public void Nearest_rounds_the_position_down() =>
        Assert.Equal([0, 0, 1, 1, 2, 3, 3, 4], AxisMap.Nearest(5, 8).Index);

    [Fact]
    public void Reflection_does_not_repeat_the_border_and_replication_does()
    {
        Assert.Equal([2, 1, 0, 1, 2, 3, 2], AxisMap.Reflect(4, 2, 1).Index);
        Assert.Equal([0, 0, 0, 1, 2, 3, 3], AxisMap.Replicate(4, 2, 1).Index);
        var wrong = Assert.Throws<ArgumentException>(() => AxisMap.Reflect(3, 3, 0));
        Assert.Equal("Reflection by 3 before and 0 after needs an axis longer than that; this one has 3.", wrong.Message);
    }

    [Fact]
    public void Rolling_brings_in_at_one_end_what_leaves_at_the_other()
    {
        Assert.Equal([3, 4, 0, 1, 2], AxisMap.Roll(5, 2).Index);
        Assert.Equal([2, 3, 4, 0, 1], AxisMap.Roll(5, -2).Index);
        Assert.Equal([3, 4, 0, 1, 2], AxisMap.Roll(5, -8).Index);
    }

    [Fact]
    public void Averages_count_the_padding_or_not()
    {
        Assert.Equal([[1 / 3f, 1 / 3f, 0, 0], [0, 1 / 3f, 1 / 3f, 1 / 3f]], Rows(AxisMap.Average(4, 2, 3, 2, 1, countPadding: true)));
        Assert.Equal([[0.5f, 0.5f, 0, 0], [0, 1 / 3f, 1 / 3f, 1 / 3f]], Rows(AxisMap.Average(4, 2, 3, 2, 1, countPadding: false)));
        Assert.Equal([[0.5f, 0.5f, 0], [0, 0, 1]], Rows(AxisMap.Average(3, 2, 2, 2, 0, countPadding: true))); // beyond the padding nothing counts
    }

    [Fact]
    public void Adaptive_windows_cover_the_axis_and_may_share_a_sample() =>
        Assert.Equal([[0.5f, 0.5f, 0], [0, 0.5f, 0.5f]], Rows(AxisMap.AdaptiveAverage(3, 2)));

    [Fact]
    public void Every_output_of_an_interpolation_or_a_mean_is_a_weighted_mean()
    {
        foreach (var (inputs, outputs) in new[] { (1, 1), (1, 5), (5, 1), (3, 7), (7, 3), (16, 33), (31, 4) })
        {
            foreach (var map in new[] { AxisMap.Linear(inputs, outputs, true), AxisMap.Linear(inputs, outputs, false), AxisMap.Nearest(inputs, outputs), AxisMap.AdaptiveAverage(inputs, outputs) })
            {
                Assert.All(Rows(map), row => Assert.Equal(1, row.Sum(), 5));
            }
        }
    }

    [Fact]
    public void Transposing_exchanges_rows_and_columns_and_twice_is_the_same_map()
    {
        foreach (var map in new[] { AxisMap.Linear(5, 9, false), AxisMap.Reflect(6, 3, 2), AxisMap.Average(7, 3, 3, 2, 0, true), AxisMap.Zeros(4, 2, 1) })
        {
            var transposed = map.Transposed();
            Assert.Equal((map.Outputs, map.Inputs), (transposed.Inputs, transposed.Outputs));
            for (var output = 0; output < map.Outputs; output++)
            {
                for (var input = 0; input < map.Inputs; input++)
                {
                    Assert.Equal(map[output, input], transposed[input, output]);
                }
            }

            Assert.Equal(Rows(map), Rows(transposed.Transposed()));
        }
    }

    private static float[][] Rows(AxisMap map) =>
        [.. Enumerable.Range(0, map.Outputs).Select(output => Enumerable.Range(0, map.Inputs).Select(input => map[output, input]).ToArray())];
}
