using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>Operations of ONNX that only arrange numbers, of the image or known beforehand.</summary>
internal static class ViewForms
{
    /// <summary>Name and form.</summary>
    public static IEnumerable<(string, OnnxForm)> All =>
    [
        ("Identity", Same),
        ("Dropout", Same),
        ("Cast", Cast),
        ("Reshape", Reshape),
        ("Flatten", Flatten),
        ("Transpose", Transpose),
        ("Squeeze", Squeeze),
        ("Unsqueeze", Unsqueeze),
        ("Concat", Concat),
        ("Slice", SliceForm.Draw),
        ("Split", SliceForm.Split),
        ("Gather", SliceForm.Gather),
        ("GatherND", SliceForm.GatherNd),
        ("Expand", Expand),
        ("Tile", Tile),
    ];

    /// <summary>A value without some of its axes, which have extent 1.</summary>
    public static DrawnValue Without(DrawnValue value, IReadOnlyCollection<int> axes)
    {
        if (axes.FirstOrDefault(axis => value.Shape[axis] != 1, -1) is >= 0 and var wide) throw new ArgumentException($"axis {wide} of {TensorExtents.Text(value.Shape)} can't be left out: it has an extent of {value.Shape[wide]}.");
        ImmutableArray<int> kept = [.. value.Axes.Where(axis => !axes.Contains(axis))];
        var shape = Shape.Of([.. kept.Select(axis => value.Shape[axis])]);
        return new DrawnValue(value.Value.Reshape(shape), [.. kept.Select(axis => axis - axes.Count(gone => gone < axis))]);
    }

    /// <summary>The same numbers, in ONNX's order, in another shape.</summary>
    public static DrawnValue Reshaped(DrawnValue value, int[] shape)
    {
        if (value.Shape.SequenceEqual(shape)) return value;
        var old = value.Shape.Where(extent => extent != 1);
        return old.SequenceEqual(shape.Where(extent => extent != 1)) ? Spread(value, shape)
            : new DrawnValue(value.Arranged().Reshape(Shape.Of(shape)), DrawnValue.InOrder(shape.Length));
    }

    // Dropout does nothing at inference, and its mask is of no use to anyone.
    private static OnnxValue Same(OnnxCall call) => call[0];

    private static OnnxValue Cast(OnnxCall call)
    {
        var type = OnnxTensorReader.TypeOf(call.Node.Whole("to", 0)) ?? throw call.Refuse($"casts to type {call.Node.Whole("to", 0)} of ONNX");
        if (call[0] is FoldedTensor known)
        {
            return FoldedTensor.Of(call.Result, known.Shape.AsSpan(), !type.IsFloating(), type switch
            {
                ElementType.Bool => Array.ConvertAll(known.Numbers, number => number == 0 ? 0.0 : 1),
                _ => type.IsFloating() ? known.Numbers : Array.ConvertAll(known.Numbers, Math.Truncate),
            });
        }

        // Arithmetic is in float32 whatever the file's is.
        return type.IsFloating() ? call[0] : throw call.Refuse($"casts the image to {type}; networks that end in scores are read, not in labels");
    }

    private static OnnxValue Reshape(OnnxCall call)
    {
        var wanted = call.Integers(1, "shape") ?? throw call.Refuse("has no shape");
        var from = call[0].Shape;
        var shape = Completed(call, wanted, from);
        switch (call[0])
        {
            case FoldedTensor known:
                return known.Reshaped(call.Result, shape);
            case DividedValue or DrawnValue when shape.Length > Shape.MaximumRank:
                return new DividedValue((call[0] as DividedValue)?.Arranged() ?? call.Drawn(0).Arranged(), [.. shape], DrawnValue.InOrder(shape.Length));
            case DividedValue divided:
                return new DrawnValue(divided.Arranged().Reshape(Shape.Of(shape)), DrawnValue.InOrder(shape.Length));
            case GroupedValue grouped when shape.AsSpan().SequenceEqual(grouped.Whole.Shape.AsSpan()):
                return grouped.Whole;
            case DrawnValue { Rank: 4 or 5 } image when shape.Length == 3 && shape[0] == from[0] && shape[1] > 1 && shape[1] < from[1] && from[1] % shape[1] == 0 && wanted[2] == -1:
                return new GroupedValue(image, shape[1]);
            default:
                return Reshaped(call.Drawn(0), shape);
        }
    }

    // "At most one dimension of the new shape can be -1 … a dimension could also be 0, in which case the actual dimension value is unchanged".
    private static int[] Completed(OnnxCall call, int[] wanted, ImmutableArray<int> from)
    {
        var copies = call.Node.Whole("allowzero", 0) == 0;
        var shape = wanted.Select((extent, axis) => extent == 0 && copies ? from[axis] : extent).ToArray();
        var open = Array.IndexOf(shape, -1);
        if (open >= 0)
        {
            var rest = shape.Where((_, axis) => axis != open).Aggregate(1L, (product, extent) => checked(product * extent));
            shape[open] = rest > 0 ? checked((int)(from.Aggregate(1L, (product, extent) => product * extent) / rest)) : 0;
        }

        return shape;
    }

    // Only extents of 1 come or go: the others keep their places in memory, whatever the order.
    private static DrawnValue Spread(DrawnValue value, int[] shape)
    {
        var slim = Without(value, [.. Enumerable.Range(0, value.Rank).Where(axis => value.Shape[axis] == 1)]);
        int[] wide = [.. Enumerable.Range(0, shape.Length).Where(axis => shape[axis] != 1)];
        return Widened(slim, wide, [.. Enumerable.Range(0, shape.Length).Except(wide)]);
    }

    // New axes go where they belong among channels-last ones: behind all others only where it is they that are the channels.
    private static DrawnValue Widened(DrawnValue value, int[] names, int[] added)
    {
        var old = value.Axes.Select(axis => names[axis]).ToArray();
        var rank = old.Length + added.Length;
        var last = DrawnValue.Last(rank);
        var order = old.SequenceEqual(last.Where(old.Contains)) ? last : [.. added, .. old];
        var extents = old.Zip(value.Value.Shape.ToArray()).ToDictionary(pair => pair.First, pair => pair.Second);
        return new DrawnValue(value.Value.Reshape(Shape.Of([.. order.Select(axis => extents.GetValueOrDefault(axis, 1))])), order);
    }

    private static OnnxValue Flatten(OnnxCall call)
    {
        var from = call[0].Shape;
        var axis = (int)Math.Clamp(call.Node.Whole("axis", 1) is var at && at < 0 ? at + from.Length : at, 0, from.Length);
        int[] shape = [from.Take(axis).Aggregate(1, (product, extent) => checked(product * extent)), from.Skip(axis).Aggregate(1, (product, extent) => checked(product * extent))];
        return call[0] is FoldedTensor known ? known.Reshaped(call.Result, shape) : Reshaped(call.Drawn(0), shape);
    }

    private static OnnxValue Transpose(OnnxCall call)
    {
        var from = call[0].Shape;
        int[] axes = call.Node.Wholes("perm") is { } given ? [.. given.Select(axis => call.Axis(axis, from.Length))] : [.. Enumerable.Range(0, from.Length).Reverse()];
        if (call[0] is FoldedTensor known)
        {
            var numbers = new double[known.Count];
            AxisOrder.Permute<double>(known.Numbers, from.AsSpan(), axes, numbers);
            return FoldedTensor.Of(call.Result, AxisOrder.Permute(from.AsSpan(), axes).AsSpan(), known.Whole, numbers);
        }

        // Nothing moves: what was ONNX's axis perm[a] is now its axis a.
        if (call[0] is DividedValue divided) return divided.Transposed(axes);
        var value = call.Drawn(0);
        return new DrawnValue(value.Value, [.. value.Axes.Select(axis => Array.IndexOf(axes, axis))]);
    }

    private static OnnxValue Squeeze(OnnxCall call)
    {
        var from = call[0].Shape;
        int[] axes = call.Integers(1, "axes") is { Length: > 0 } given ? [.. given.Select(axis => call.Axis(axis, from.Length))] : [.. Enumerable.Range(0, from.Length).Where(axis => from[axis] == 1)];
        return call[0] is FoldedTensor known ? known.Reshaped(call.Result, [.. from.Where((_, axis) => !axes.Contains(axis))]) : Without(call.Drawn(0), axes);
    }

    private static OnnxValue Unsqueeze(OnnxCall call)
    {
        var from = call[0].Shape;
        var given = call.Integers(1, "axes") ?? throw call.Refuse("has no axes");
        var rank = from.Length + given.Length;
        int[] added = [.. given.Select(axis => call.Axis(axis, rank))];
        int[] names = [.. Enumerable.Range(0, rank).Except(added)];
        if (call[0] is not FoldedTensor known) return Widened(call.Drawn(0), names, added);
        var shape = Enumerable.Repeat(1, rank).ToArray();
        for (var axis = 0; axis < names.Length; axis++) shape[names[axis]] = from[axis];
        return known.Reshaped(call.Result, shape);
    }

    private static OnnxValue Concat(OnnxCall call)
    {
        var all = Enumerable.Range(0, call.Count).Select(index => call[index]).ToArray();
        var axis = call.Axis(call.Node.Whole("axis", 0), all[0].Shape.Length);
        if (all.All(value => value is FoldedTensor)) return Joined(call, [.. all.Cast<FoldedTensor>()], axis);
        DrawnValue[] drawn = [.. Enumerable.Range(0, call.Count).Select(call.Drawn)];
        var order = drawn.MaxBy(value => value.Value.Shape.Elements)!.Axes;
        if (drawn.Any(value => value.Rank != order.Length)) throw call.Refuse("joins values of different rank");
        Value[] values = [.. drawn.Select(value => value.Arranged(order))];
        return new DrawnValue(values[0].Join(order.IndexOf(axis), values.AsSpan()[1..]), order);
    }

    private static FoldedTensor Joined(OnnxCall call, FoldedTensor[] parts, int axis)
    {
        var shape = parts[0].Shape.ToArray();
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        return FoldedTensor.Of(call.Result, shape, Array.TrueForAll(parts, part => part.Whole), Folding.Gathered(call.Result, shape, place =>
        {
            var (at, index) = (place[axis], 0);
            while (at >= parts[index].Shape[axis]) at -= parts[index++].Shape[axis];
            var from = 0;
            for (var other = 0; other < shape.Length; other++) from = (from * parts[index].Shape[other]) + (other == axis ? at : place[other]);
            return parts[index].Numbers[from];
        }));
    }

    private static OnnxValue Expand(OnnxCall call)
    {
        var (from, wanted) = (call[0].Shape, call.Folded(1).Integers);

        // "Dimensions are right alignment; two corresponding dimensions must have the same value, or one of them is equal to 1."
        var shape = new int[Math.Max(from.Length, wanted.Length)];
        for (var axis = 1; axis <= shape.Length; axis++)
            shape[^axis] = Math.Max(axis <= from.Length ? from[^axis] : 1, axis <= wanted.Length ? wanted[^axis] : 1);
        if (call[0] is FoldedTensor known) return FoldedTensor.Of(call.Result, shape, known.Whole, Folding.Expanded(known, shape));
        return new DrawnValue(call.Drawn(0).Arranged().BroadcastTo(Shape.Of(shape)), DrawnValue.InOrder(shape.Length));
    }

    private static OnnxValue Tile(OnnxCall call)
    {
        var (from, repeats) = (call[0].Shape, call.Folded(1).Integers);
        if (repeats.Length != from.Length || repeats.Any(count => count < 1)) throw call.Refuse($"repeats {TensorExtents.Text(from)} [{string.Join(", ", repeats)}] times");
        if (call[0] is FoldedTensor known)
        {
            int[] shape = [.. from.Select((extent, axis) => checked(extent * repeats[axis]))];
            return FoldedTensor.Of(call.Result, shape, known.Whole, Folding.Gathered(call.Result, shape, place =>
                known.Numbers[Enumerable.Range(0, shape.Length).Aggregate(0, (at, axis) => (at * from[axis]) + (place[axis] % from[axis]))]));
        }

        var value = call.Drawn(0);
        for (var axis = 0; axis < repeats.Length; axis++)
        {
            if (repeats[axis] == 1) continue;
            var place = value.Place(axis);
            value = value.With(value.Shape[axis] == 1 ? value.Value.BroadcastTo(value.Value.Shape.With(place, repeats[axis]))
                : value.Value.Join(place, [.. Enumerable.Repeat(value.Value, repeats[axis] - 1)]));
        }

        return value;
    }
}
