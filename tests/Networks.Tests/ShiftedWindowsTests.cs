using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks.Tests;

public class ShiftedWindowsTests
{
    // Rows 0 1 2 | 3 4 5 are shifted by 1: 1 2 3 | 4 5 0. In the last window what came round is a region of its own.
    [Fact]
    public void What_came_round_is_a_region_of_its_own() =>
        Assert.Equal([0, 0, 0, 1, 1, 2], ShiftedWindows.Of([1, 1, 6, 4], side: 3, shifted: true, shrinks: true).Regions);

    [Fact]
    public void On_an_axis_that_one_window_spans_nothing_is_shifted() =>
        Assert.Equal(new ShiftedWindows(new(1, 3, 6), new(1, 3, 3), new(0, 0, 1)), ShiftedWindows.Of([1, 3, 6, 4], side: 3, shifted: true, shrinks: true));

    [Fact]
    public void Windows_shrink_with_the_image_or_it_is_padded()
    {
        Assert.Equal(6 * 7, ShiftedWindows.Of([1, 6, 14, 4], side: 7, shifted: false, shrinks: true).Tokens);
        Assert.Equal(7 * 7, ShiftedWindows.Of([1, 6, 14, 4], side: 7, shifted: false, shrinks: false).Tokens);
    }

    [Theory]
    [InlineData(1, 5, 8, 3, true)]
    [InlineData(4, 6, 2, 2, true)]
    [InlineData(3, 3, 3, 2, false)]
    public void What_is_cut_and_joined_again_is_the_same(int depth, int height, int width, int side, bool shifted)
    {
        var graph = new Graph();
        var x = graph.Input("x", [2, depth, height, width, 3]);
        var windows = ShiftedWindows.Of(x.Shape, side, shifted, shrinks: true);
        var plan = Plan.Compile(graph, Weights.For(graph), [windows.Join(windows.Cut(x), x.Shape)], options: new PlanOptions { Team = ThreadTeam.Shared });
        var numbers = Enumerable.Range(1, (int)x.Shape.Elements).Select(number => (float)number).ToArray();
        numbers.CopyTo(plan[x].Span);
        plan.Run();
        Assert.Equal(numbers, plan[graph.Values[^1]].Span.ToArray());
    }
}
