using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>What only arranges numbers, as ONNX has it.</summary>
internal static class WrittenViews
{
    /// <summary>A concatenation, a part, other extents, another order of axes.</summary>
    public static OnnxWriting? Of(Value value) => value.Operation switch
    {
        Concat => Joined(value, value.Shape.Rank - 1),
        Join join => Joined(value, join.Axis),
        Slice slice => new(value.Inputs, sketch => Part(sketch, value, slice)),
        Reshape => new(value.Inputs, sketch => Reshaped(sketch, value)),
        Transpose transpose => new(value.Inputs, sketch => Turned(sketch, value, transpose)),
        _ => null,
    };

    private static OnnxWriting Joined(Value value, int axis) => new(value.Inputs, sketch =>
    {
        var order = sketch.AxesOf(value.Inputs.MaxBy(input => input.Shape.Elements)!);
        return (sketch.Node(value.Layer, "Concat", [.. value.Inputs.Select(input => sketch.Arranged(input, order))], node => node.With("axis", (long)order.IndexOf(axis))), order);
    });

    // Ends are counted from the end: what a crop takes off on both sides is the same for all sizes, what it leaves is not.
    private static (string, ImmutableArray<int>) Part(OnnxSketch sketch, Value value, Slice slice)
    {
        var x = value.Inputs[0];
        var order = sketch.AxesOf(x);
        int[] cut = [.. order.Where(axis => slice.Extents[axis] != x.Shape[axis])];
        if (cut.Length == 0) return (sketch.Arranged(x, order), order);
        long[] starts = Array.ConvertAll(cut, axis => (long)slice.Start[axis]);
        long[] ends = Array.ConvertAll(cut, axis => (long)slice.Start[axis] + slice.Extents[axis] - x.Shape[axis] is < 0 and var behind ? behind : long.MaxValue);
        return (sketch.Node(value.Layer, "Slice", [sketch.Arranged(x, order), sketch.Constant(starts), sketch.Constant(ends), sketch.Constant(Array.ConvertAll(cut, axis => (long)order.IndexOf(axis)))]), order);
    }

    // Leading extents that stay are copied and the first that does not is left to be found, so that a Reshape holds for every batch.
    private static (string, ImmutableArray<int>) Reshaped(OnnxSketch sketch, Value value)
    {
        var (x, to) = (value.Inputs[0], value.Shape);

        // The weights of a linear layer on an image, which is a convolution of one pixel: [Cout, Cin] as PyTorch has them, made [Cout, Cin, 1, 1].
        if (x.Operation is Parameter { Kind: ParameterKind.Linear } && to == [1, 1, x.Shape[0], x.Shape[1]])
            return (sketch.Node(value.Layer, "Reshape", [sketch.Arranged(x, [1, 0]), sketch.Constant(to[3], to[2], 1, 1)]), [3, 2, 0, 1]);

        var had = sketch.AxesOf(x);

        // Axes of one number are anywhere in memory: only the others must be in our order.
        int[] wide = [.. had.Where(axis => axis == 0 || x.Shape[axis] != 1)];
        var ordered = wide.SequenceEqual(wide.Order());
        var name = ordered ? sketch.Arranged(x, had) : sketch.InOrder(x);
        var from = ordered ? Array.ConvertAll([.. had], axis => x.Shape[axis]) : x.Shape.ToArray();
        var shape = new long[to.Rank];
        var copied = 0;
        while (copied < Math.Min(from.Length, to.Rank) && from[copied] == to[copied]) shape[copied++] = 0;
        for (var axis = copied; axis < to.Rank; axis++) shape[axis] = axis == copied ? -1 : to[axis];
        return (sketch.Node(value.Layer, "Reshape", [name, sketch.Constant(shape)]), OnnxSketch.Ours(to.Rank));
    }

    // Nothing moves: ONNX keeps the tensor, of which we count the axes anew.
    private static (string, ImmutableArray<int>) Turned(OnnxSketch sketch, Value value, Transpose transpose)
    {
        var x = value.Inputs[0];
        var (had, axes) = (sketch.AxesOf(x), transpose.Permutation.ToArray());
        return (sketch.Arranged(x, had), [.. had.Select(axis => Array.IndexOf(axes, axis))]);
    }
}
