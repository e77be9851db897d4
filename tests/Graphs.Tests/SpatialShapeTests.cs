using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests;

/// <summary>What spatial operations refuse, and laws about their shapes.</summary>
public class SpatialShapeTests
{
    [Fact]
    public void Pooling_refuses_windows_that_do_not_fit()
    {
        var x = Input([1, 1, 5, 3]);
        Refuses("MaxPool: a window of 1x2x2 does not fit into [1, 1, 5, 3]: use a larger input, a smaller window, or pool fewer times.", () => x.MaxPool(2));
        Refuses("AvgPool: padding 0x2x0 for windows of 1x3x3; it may be half a window at most, or a window could lie outside the input.", () => x.AvgPool(Triple.All(3), padding: new(0, 2, 0)));
        Refuses("AdaptiveAvgPool: an output of 1x0x2; there must be at least one window on each axis.", () => x.AdaptiveAvgPool(new(1, 0, 2)));
    }

    [Fact]
    public void Resizing_and_padding_refuse_what_has_no_meaning()
    {
        var x = Input([1, 2, 5, 3]);
        Refuses("Resize: [1, 2, 5, 3] to 1x0x2; each axis must keep at least one sample.", () => x.Resize(new(1, 0, 2)));
        Refuses("Pad: 0x-1x0 before and 0x0x0 after; to take samples away, crop (Slice).", () => x.Pad(new(0, -1, 0), default));
        Refuses("Pad: [1, 2, 5, 3] has too few samples to mirror 0x2x0 before and 0x0x0 after: each must be less than the axis; replicate instead.", () => x.Pad(new(0, 2, 0), default, PadMode.Reflect));
    }

    [Fact]
    public void Normalisation_refuses_groups_and_parameters_that_do_not_fit()
    {
        var x = Input([2, 4, 4, 6]);
        Refuses("Moments: 6 channels cannot be shared out among 4 groups (input [2, 4, 4, 6]).", () => x.GroupNorm(4));
        Refuses("Normalise: a parameter of [5] for 6 channels (input [2, 4, 4, 6]).", () => x.BatchNorm(x.Graph.Input("gamma", [5])));
        Refuses("Normalise: moments [3, 2, 6] are not those of [2, 4, 4, 6].", () => x.Normalise(x.Graph.Input("moments", [3, 2, 6]), null, null));
        Refuses("LayerNorm: a parameter of [6] for rows of [4, 6] (input [2, 4, 4, 6]).", () => x.LayerNorm(x.Graph.Input("beta", [6]), axes: 2));
        Refuses("LayerNorm: over the last 5 axes of [2, 4, 4, 6].", () => x.LayerNorm(axes: 5));
        Refuses("Moments: [7] has no pixels to take statistics over.", () => Input([7]).BatchNorm());
    }

    [Fact]
    public void Movement_refuses_axes_that_do_not_fit()
    {
        var (x, matrix) = (Input([2, 4, 4, 6]), Input([3, 4]));
        Refuses("Transpose: [0, 1, 1, 2] names not each of the 4 axes of [2, 4, 4, 6] once.", () => x.Transpose(0, 1, 1, 2));
        Refuses("Join: [2, 5, 3, 6] and [2, 4, 4, 6] differ on more than axis 1: crop, pad or resize one of them first.", () => x.Join(1, x.Graph.Input("y", [2, 5, 3, 6])));
        Refuses("Roll: [3, 4] has no spatial axes.", () => matrix.Graph.Add(new Roll(new(0, 0, 1)), matrix));
    }

    [Fact]
    public void Moments_have_no_gradient_of_their_own()
    {
        var x = Input([1, 4, 4, 2]);
        Assert.Equal("Moments has no gradient.", Assert.Throws<NotSupportedException>(() => Backward.Of(x.Moments(2, perSample: false).Sum(), x)).Message);
    }

    [Fact]
    public void What_changes_nothing_draws_nothing()
    {
        var x = Input([1, 4, 6, 2]);
        Assert.Same(x, x.Pad(default, new(3, 0, 0))); // an image has no depth to pad
        Assert.Same(x, x.Resize(new(1, 4, 6)));
        Assert.Same(x, x.Upsample(1));
        Assert.Same(x, x.Roll(new Triple(5, 0, 0)));
    }

    [Fact]
    public void Cropping_what_was_padded_and_rolling_back_give_the_same_numbers() => Prop.ForAll(
        Gen.Choose(0, 3).Four().ToArbitrary(),
        amounts =>
        {
            var (top, left, bottom, right) = amounts;
            var x = Input([1, 5, 4, 3]);
            var padded = x.Pad(new(0, top, left), new(0, bottom, right), (PadMode)((top + left) % 3));
            var back = padded.Slice(1, top, 5).Slice(2, left, 4).Roll(new Triple(0, top, -left)).Roll(new Triple(0, -top, left));
            var (plan, random) = (Plan.Compile(x.Graph, Weights.For(x.Graph), [back]), new System.Random(3));
            var numbers = Enumerable.Range(0, 60).Select(_ => random.NextSingle()).ToArray();
            numbers.CopyTo(plan[x].Span);
            plan.Run();
            return plan[back].Span.SequenceEqual(numbers);
        }).QuickCheckThrowOnFailure();

    private static Value Input(Shape shape) => new Graph().Input("x", shape);

    private static void Refuses(string message, Func<Value> draw) => Assert.Equal(message, Assert.Throws<ArgumentException>(draw).Message);
}
