using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.ModelFiles;

/// <summary>ONNX's Pad, of an image's own axes or of any others.</summary>
/// <remarks>
/// Our padding is of the axes of an image between its samples and its channels. What a file pads are mostly these, of an image with channels first; of tokens [N, H, W, C], as transformers have them, it is these as they
/// lie. Any other axis is seen as the columns of an image: all in front of it are its rows, all behind it its channels.
/// </remarks>
internal static class PadForm
{
    /// <summary>Name and form.</summary>
    public static IEnumerable<(string, OnnxForm)> All => [("Pad", Pad)];

    private static DrawnValue Pad(OnnxCall call)
    {
        var x = call.Drawn(0);
        var (before, after) = Pads(call, x.Rank);
        var padded = Enumerable.Range(0, x.Rank).Where(axis => before[axis] != 0 || after[axis] != 0).ToArray();
        var order = x.Rank is 4 or 5 && padded.All(axis => axis > 1) ? DrawnValue.Last(x.Rank) : x.Axes;
        var value = x.Arranged(order);
        (before, after) = ([.. order.Select(axis => before[axis])], [.. order.Select(axis => after[axis])]);
        int[] places = [.. padded.Select(axis => order.IndexOf(axis)).Order()];

        // "Negative pads crop."
        foreach (var place in places)
        {
            var (first, last) = (Math.Max(-before[place], 0), Math.Max(-after[place], 0));
            if (first + last > 0) value = value.Slice(place, first, value.Shape[place] - first - last);
            (before[place], after[place]) = (Math.Max(before[place], 0), Math.Max(after[place], 0));
        }

        PadMode? mode = call.Node.Text("mode", "constant") switch
        {
            "constant" => PadMode.Constant,
            "reflect" => PadMode.Reflect,
            "edge" => PadMode.Replicate,
            "wrap" => null,
            var other => throw call.Refuse($"pads by \"{other}\""),
        };
        var number = call.Has(2) ? (float)call.Folded(2).Numbers[0] : call.Node.Number("value", 0);
        if (mode is not null && order.Length is 4 or 5 && places.All(place => place > 0 && place < order.Length - 1))
            return new DrawnValue(value.Pad(Spatial(before), Spatial(after), mode.Value, number), order);
        foreach (var place in places) value = mode is null ? Wrapped(value, place, before[place], after[place]) : Along(value, place, (before[place], after[place]), mode.Value, number);
        return new DrawnValue(value, order);
    }

    // What lacks of an image's depth has no padding.
    private static Triple Spatial(int[] pads) => pads.Length == 5 ? new(pads[1], pads[2], pads[3]) : new(0, pads[1], pads[2]);

    private static (int[] Before, int[] After) Pads(OnnxCall call, int rank)
    {
        var pads = call.Integers(1, "pads") ?? throw call.Refuse("has no pads");
        var axes = call.Has(3) ? call.Folded(3).Integers : null;
        var (before, after, given) = (new int[rank], new int[rank], axes?.Length ?? rank);
        if (pads.Length != 2 * given) throw call.Refuse($"has {pads.Length} pads for {given} axes");
        for (var at = 0; at < given; at++)
        {
            var axis = axes is null ? at : call.Axis(axes[at], rank);
            (before[axis], after[axis]) = (pads[at], pads[at + given]);
        }

        return before.Concat(after).All(pad => pad is > -(1 << 20) and < 1 << 20) ? (before, after) : throw call.Refuse($"has pads [{string.Join(", ", pads)}]");
    }

    private static Value Along(Value x, int place, (int Before, int After) pads, PadMode mode, float number)
    {
        var extents = x.Shape.ToArray();
        var (rows, behind) = (Product(extents[..place]), Product(extents[(place + 1)..]));
        var padded = x.Reshape([1, rows, extents[place], behind]).Pad(new(0, 0, pads.Before), new(0, 0, pads.After), mode, number);
        return padded.Reshape(x.Shape.With(place, extents[place] + pads.Before + pads.After));

        static int Product(int[] extents) => extents.Aggregate(1, (product, extent) => checked(product * extent));
    }

    // What goes out on one side comes in on the other.
    private static Value Wrapped(Value x, int place, int before, int after)
    {
        var extent = x.Shape[place];
        Value[] parts = [.. Edge(extent - before, before), x, .. Edge(0, after)];
        return parts[0].Join(place, parts.AsSpan()[1..]);

        Value[] Edge(int from, int count) => count <= 0 ? [] : [x.Slice(place, from, count)];
    }
}
