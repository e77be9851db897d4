using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>Matrix products of ONNX.</summary>
internal static class ProductForms
{
    /// <summary>Name and form.</summary>
    public static IEnumerable<(string, OnnxForm)> All => [("MatMul", MatMul), ("Gemm", Gemm)];

    private static DrawnValue MatMul(OnnxCall call)
    {
        var a = call.Drawn(0);
        if (call[1] is FoldedTensor { Shape.Length: 2 } weights)
        {
            // A linear layer on the last axis; the axes in front may be in any order.
            var order = a.Axes.Remove(a.Rank - 1).Add(a.Rank - 1);
            return new DrawnValue(a.Arranged(order).Linear(call.Drawing.Parameter(weights)), order);
        }

        var b = call.Drawn(1);
        var rank = Math.Max(a.Rank, b.Rank);
        if (Math.Min(a.Rank, b.Rank) < 2) throw call.Refuse("multiplies with a vector, which is not read");
        var (left, right) = (Matrices(a, rank), Matrices(b, rank));
        for (var axis = 0; axis < rank - 2; axis++)
        {
            // Matrices that one side has once serve for all of the other.
            var extent = Math.Max(left.Shape[axis], right.Shape[axis]);
            (left, right) = (left.BroadcastTo(left.Shape.With(axis, extent)), right.BroadcastTo(right.Shape.With(axis, extent)));
        }

        return new DrawnValue(left.MatMul(right), DrawnValue.InOrder(rank));
    }

    private static Value Matrices(DrawnValue value, int rank) =>
        value.Arranged().Reshape(Shape.Of([.. Enumerable.Repeat(1, rank - value.Rank), .. value.Shape]));

    private static DrawnValue Gemm(OnnxCall call)
    {
        var (x, weights) = (call.Drawn(0), call.Folded(1));
        if (call.Node.Whole("transA", 0) != 0) throw call.Refuse("transposes its first input, which is not read");
        var matrix = call.Drawing.Parameter(weights, call.Node.Whole("transB", 0) != 0 ? ParameterKind.Linear : ParameterKind.Plain);
        var (alpha, beta) = (call.Node.Number("alpha", 1), call.Node.Number("beta", 1));
        var y = x.Arranged().Linear(matrix);
        y = alpha == 1 ? y : y * alpha;
        if (call.Has(2)) y += call.Drawn(2).Value is var bias && beta == 1 ? bias : bias * beta;
        return new DrawnValue(y, DrawnValue.InOrder(2));
    }
}
