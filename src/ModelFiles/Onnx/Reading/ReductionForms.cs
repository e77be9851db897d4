using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>Sums, means, norms, extremes and softmax of ONNX.</summary>
internal static class ReductionForms
{
    /// <summary>Name and form.</summary>
    public static IEnumerable<(string, OnnxForm)> All =>
    [
        ("ReduceMean", call => Reduced(call, (x, axes) => x.Mean(axes), numbers => numbers.Average())),
        ("ReduceSum", call => Reduced(call, (x, axes) => x.Sum(axes), numbers => numbers.Sum())),
        ("ReduceSumSquare", call => Reduced(call, (x, axes) => x.Square().Sum(axes), numbers => numbers.Sum(number => number * number))),
        ("ReduceL1", call => Reduced(call, (x, axes) => x.Abs().Sum(axes), numbers => numbers.Sum(Math.Abs))),
        ("ReduceL2", call => Reduced(call, (x, axes) => x.Square().Sum(axes).Sqrt(), numbers => Math.Sqrt(numbers.Sum(number => number * number)))),
        ("ReduceLogSumExp", call => Reduced(call, LogSumExp, numbers => Math.Log(numbers.Sum(Math.Exp)))),
        ("ReduceMax", call => Reduced(call, (x, axes) => Extreme(x, axes, (a, b) => a.Maximum(b)), numbers => numbers.Max())),
        ("ReduceMin", call => Reduced(call, (x, axes) => Extreme(x, axes, (a, b) => a.Minimum(b)), numbers => numbers.Min())),
        ("ReduceProd", call => Reduced(call, (_, _) => throw call.Refuse("multiplies numbers of the image, which is not read"), numbers => numbers.Aggregate(1.0, (product, number) => product * number))),
        ("Softmax", call => Softmax(call, logarithm: false)),
        ("LogSoftmax", call => Softmax(call, logarithm: true)),
    ];

    private static OnnxValue Reduced(OnnxCall call, Func<Value, int[], Value> reduce, Func<double[], double> fold)
    {
        var rank = call[0].Shape.Length;
        var axes = call.Integers(1, "axes");
        if (axes is null or [] && call.Node.Whole("noop_with_empty_axes", 0) != 0) return call[0];
        int[] reduced = axes is null or [] ? [.. Enumerable.Range(0, rank)] : [.. axes.Select(axis => call.Axis(axis, rank)).Distinct()];
        var keeps = call.Node.Whole("keepdims", 1) != 0;
        if (call[0] is FoldedTensor known) return Folded(call, known, reduced, keeps, fold);
        var x = call.Drawn(0);
        var kept = x.With(reduce(x.Value, [.. reduced.Select(x.Place)]));
        return keeps ? kept : ViewForms.Without(kept, reduced);
    }

    private static FoldedTensor Folded(OnnxCall call, FoldedTensor tensor, int[] reduced, bool keeps, Func<double[], double> fold)
    {
        // The parts, one for each place of the axes that stay.
        var parts = new Dictionary<long, List<double>>();
        Folding.Gathered(call.Result, [.. tensor.Shape], place =>
        {
            long part = 0, at = 0;
            for (var axis = 0; axis < place.Length; axis++)
            {
                at = (at * tensor.Shape[axis]) + place[axis];
                if (!reduced.Contains(axis)) part = (part * tensor.Shape[axis]) + place[axis];
            }

            if (!parts.TryGetValue(part, out var numbers)) parts[part] = numbers = [];
            numbers.Add(tensor.Numbers[at]);
            return 0;
        });
        int[] shape = [.. tensor.Shape.Select((extent, axis) => reduced.Contains(axis) ? 1 : extent).Where((_, axis) => keeps || !reduced.Contains(axis))];
        return FoldedTensor.Of(call.Result, shape, tensor.Whole, [.. parts.OrderBy(part => part.Key).Select(part => fold([.. part.Value]))]);
    }

    // The two halves of an axis against each other, until one number is left: as many operations as the extent has binary digits.
    private static Value Extreme(Value x, int[] axes, Func<Value, Value, Value> better)
    {
        foreach (var axis in axes)
        {
            while (x.Shape[axis] is > 1 and var extent)
            {
                var half = extent / 2;
                var winners = better(x.Slice(axis, 0, half), x.Slice(axis, half, half));
                x = extent % 2 == 0 ? winners : winners.Join(axis, x.Slice(axis, extent - 1, 1));
            }
        }

        return x;
    }

    // Less the largest, no exponential is beyond float32.
    private static Value LogSumExp(Value x, int[] axes)
    {
        var largest = Extreme(x, axes, (a, b) => a.Maximum(b));
        return largest + (x - largest).Exp().Sum(axes).Log();
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
