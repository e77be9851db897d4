using System.Collections.Immutable;

namespace UNetSharp.Kernels.Tests.Movement;

public sealed class MovementTests
{
    [Theory]
    [InlineData(new[] { 1 }, new[] { 0 })]
    [InlineData(new[] { 37, 53 }, new[] { 1, 0 })]
    [InlineData(new[] { 2, 17, 33, 5 }, new[] { 0, 3, 1, 2 })]
    [InlineData(new[] { 2, 5, 17, 33 }, new[] { 0, 2, 3, 1 })]
    [InlineData(new[] { 3, 4, 5, 6 }, new[] { 3, 2, 1, 0 })]
    [InlineData(new[] { 3, 4, 5, 6 }, new[] { 1, 0, 2, 3 })]
    [InlineData(new[] { 2, 4, 3, 4, 3, 7 }, new[] { 0, 1, 3, 2, 4, 5 })]
    [InlineData(new[] { 2, 3, 4, 5, 6, 7 }, new[] { 5, 3, 1, 0, 4, 2 })]
    [InlineData(new[] { 4, 1, 5, 1 }, new[] { 3, 2, 1, 0 })]
    [InlineData(new[] { 16, 16, 16 }, new[] { 2, 0, 1 })]
    public void Transposition_puts_every_number_where_the_permutation_says(int[] extents, int[] permutation)
    {
        var size = extents.Aggregate(1, (product, extent) => product * extent);
        var (x, y) = (TestWindows.Floats(size), TestWindows.Floats(size));
        for (var at = 0; at < size; at++)
        {
            x.Span[at] = at;
        }

        var kernel = new Transposition(x, y, extents, permutation);
        TestWindows.AssertSameBitsAndNoAllocation(kernel, y);
        var result = permutation.Select(axis => extents[axis]).ToArray();
        for (var at = 0; at < size; at++)
        {
            var (left, source) = (at, new int[extents.Length]);
            for (var axis = extents.Length - 1; axis >= 0; axis--)
            {
                (left, source[permutation[axis]]) = Math.DivRem(left, result[axis]);
            }

            var from = 0;
            for (var axis = 0; axis < extents.Length; axis++)
            {
                from = (from * extents[axis]) + source[axis];
            }

            Assert.Equal(from, y.Span[at]);
        }
    }

    [Fact]
    public void What_is_no_permutation_is_refused()
    {
        var x = TestWindows.Floats(6);
        var wrong = Assert.Throws<ArgumentException>(() => new Transposition(x, x, [2, 3], [1, 1]));
        Assert.Equal("Transposition: [1, 1] is not a permutation of 2 axes.", wrong.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Joining_puts_windows_one_behind_the_other(int axis)
    {
        var windows = new TestWindows(6);
        int[] lengths = [2, 1, 3];
        Window Make(int length, Func<int, int, int, int, int, Window> make) =>
            make(axis == 0 ? length : 2, axis == 1 ? length : 2, axis == 2 ? length : 3, axis == 3 ? length : 4, 5);

        var inputs = lengths.Select(length => Make(length, windows.RandomCut)).ToImmutableArray();
        var output = Make(6, TestWindows.EmptyCut);
        TestWindows.AssertSameBitsAndNoAllocation(new JoinWindows(inputs, output, axis), output);
        var (whole, start) = (TestWindows.Values(output), 0);
        foreach (var input in inputs)
        {
            var part = TestWindows.Values(input);
            for (var n = 0; n < input.N; n++)
                for (var d = 0; d < input.D; d++)
                    for (var h = 0; h < input.H; h++)
                        for (var w = 0; w < input.W; w++)
                            for (var c = 0; c < input.C; c++)
                            {
                                Assert.Equal(part[n, d, h, w, c], whole[n + (axis == 0 ? start : 0), d + (axis == 1 ? start : 0), h + (axis == 2 ? start : 0), w + (axis == 3 ? start : 0), c]);
                            }

            start += lengths[inputs.IndexOf(input)];
        }
    }

    [Fact]
    public void Parts_that_do_not_make_up_the_whole_are_refused()
    {
        var wrong = Assert.Throws<ArgumentException>(() => new JoinWindows([TestWindows.Empty(1, 1, 2, 3, 4)], TestWindows.Empty(1, 1, 3, 3, 4), 2));
        Assert.Equal("JoinWindows: the inputs have 2 in all on axis 2, the output is [1, 1, 3, 3, 4].", wrong.Message);
        wrong = Assert.Throws<ArgumentException>(() => new JoinWindows([TestWindows.Empty(1, 1, 2, 2, 4)], TestWindows.Empty(1, 1, 2, 3, 4), 2));
        Assert.Equal("JoinWindows: input [1, 1, 2, 2, 4] at 0 of axis 2 does not go into output [1, 1, 2, 3, 4].", wrong.Message);
    }
}
