using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace UNetSharp.ModelFiles.Tests.Tensors;

public sealed class AxisOrderTests
{
    [Fact]
    public void Channels_move_from_the_front_to_the_end()
    {
        // [1, 2, 2, 3]: value = 100·c + 10·h + w
        float[] first = [0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112];
        var last = new float[12];
        AxisOrder.Permute<float>(first, [1, 2, 2, 3], AxisOrder.ActivationToLast(4).AsSpan(), last);
        Assert.Equal([0, 100, 1, 101, 2, 102, 10, 110, 11, 111, 12, 112], last);
    }

    [Fact]
    public void Each_rule_names_its_axes()
    {
        Assert.Equal([0, 2, 3, 4, 1], AxisOrder.ActivationToLast(5));
        Assert.Equal([2, 3, 1, 0], AxisOrder.KernelToLast(4));
        Assert.Equal([1, 0], AxisOrder.KernelToLast(2));
        Assert.Equal([2, 3, 4, 0, 1], AxisOrder.TransposedKernelToLast(5));
        Assert.Equal([3, 3, 64, 128], AxisOrder.Permute([128, 64, 3, 3], AxisOrder.KernelToLast(4).AsSpan()));
    }

    [Fact]
    public void The_inverse_undoes_any_permutation() => Check.QuickThrowOnFailure(Prop.ForAll<byte[], int>((extents, seed) =>
    {
        int[] shape = [.. extents.Take(5).Select(extent => extent % 4)];
        int[] axes = [.. Enumerable.Range(0, shape.Length)];
        new Random(seed).Shuffle(axes);
        int[] values = [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b))];
        var permuted = new int[values.Length];
        var restored = new int[values.Length];

        AxisOrder.Permute<int>(values, shape, axes, permuted);
        ImmutableArray<int> permutedShape = AxisOrder.Permute(shape, axes);
        AxisOrder.Permute<int>(permuted, permutedShape.AsSpan(), AxisOrder.Inverse(axes).AsSpan(), restored);

        Assert.Equal(values, restored);
    }));

    [Theory]
    [InlineData(new[] { 0, 0 })]
    [InlineData(new[] { 0, 2 })]
    [InlineData(new[] { 0 })]
    public void Axes_that_are_no_permutation_are_refused(int[] axes)
    {
        var refusal = Assert.Throws<ArgumentException>(() => AxisOrder.Permute([2, 3], axes));
        Assert.Contains("is no permutation of the 2 axes", refusal.Message, StringComparison.Ordinal);
    }
}
