using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>Sums, means and softmax of ONNX.</summary>
internal static class ReductionForms
{
    /// <summary>Name and form.</summary>
    public static IEnumerable<(string, OnnxForm)> All =>
    [
        ("ReduceMean", call => Reduced(call, (x, axes) => x.Mean(axes))),
        ("ReduceSum", call => Reduced(call, (x, axes) => x.Sum(axes))),
        ("Softmax", call => Softmax(call, logarithm: false)),
        ("LogSoftmax", call => Softmax(call, logarithm: true)),
    ];

    private static DrawnValue Reduced(OnnxCall call, Func<Value, int[], Value> reduce)
    {
        var x = call.Drawn(0);
        var axes = call.Integers(1, "axes");
        if (axes is null or [] && call.Node.Whole("noop_with_empty_axes", 0) != 0) return x;
        int[] reduced = axes is null or [] ? [.. Enumerable.Range(0, x.Rank)] : [.. axes.Select(axis => call.Axis(axis, x.Rank)).Distinct()];
        var kept = x.With(reduce(x.Value, [.. reduced.Select(x.Place)]));
        return call.Node.Whole("keepdims", 1) != 0 ? kept : ViewForms.Without(kept, [.. reduced]);
    }

    private static DrawnValue Softmax(OnnxCall call, bool logarithm)
    {
        var x = call.Drawn(0);
        var axis = call.Axis(call.Node.Whole("axis", call.Opset >= 13 ? -1 : 1), x.Rank);
        if (call.Opset < 13 && x.Shape.Skip(axis + 1).Any(extent => extent != 1))
            throw call.Refuse($"is of opset {call.Opset}, where softmax is over all axes from {axis} on ({TensorExtents.Text(x.Shape)}); over one axis it is read");
        var order = x.Axes.Remove(axis).Add(axis);
        var last = x.Arranged(order);
        return new DrawnValue(logarithm ? last.LogSoftmax() : last.Softmax(), order);
    }
}
