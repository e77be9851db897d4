using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>Parts of values: ONNX's Slice, Split and Gather.</summary>
internal static class SliceForm
{
    // Of an image each run of indices is a node.
    private const int MostPlaces = 4096;

    /// <summary>From start to end along some axes, by steps.</summary>
    public static OnnxValue Draw(OnnxCall call)
    {
        var from = call[0].Shape;
        var (starts, ends) = (call.Integers(1, "starts") ?? throw call.Refuse("has no starts"), call.Integers(2, "ends") ?? throw call.Refuse("has no ends"));
        int[] axes = call.Integers(3, "axes") is { } given ? [.. given.Select(axis => call.Axis(axis, from.Length))] : [.. Enumerable.Range(0, starts.Length)];
        var steps = call.Has(4) ? call.Folded(4).Integers : [.. Enumerable.Repeat(1, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || Array.IndexOf(steps, 0) >= 0) throw call.Refuse("has lists of different lengths, or a step of 0");

        var result = call[0] is FoldedTensor ? call[0] : call.Drawn(0);
        for (var at = 0; at < starts.Length; at++)
        {
            var (axis, extent, step) = (axes[at], from[axes[at]], steps[at]);
            var (first, last) = step > 0 ? (Clamped(starts[at], extent, 0, extent), Clamped(ends[at], extent, 0, extent)) : (Clamped(starts[at], extent, 0, extent - 1), Clamped(ends[at], extent, -1, extent - 1));
            var count = Math.Max((last - first + step - Math.Sign(step)) / step, 0);
            result = result is FoldedTensor known ? Taken(call.Result, known, axis, Places())
                : count is 0 || (step < 0 && count > MostPlaces) ? throw call.Refuse($"takes {starts[at]} to {ends[at]} by {step} of {extent}, which is nothing, or backwards more than {MostPlaces}")
                : step > 0 ? Part((DrawnValue)result, axis, first, last - first, step) : SliceForm.Places((DrawnValue)result, axis, Places());

            int[] Places() => [.. Enumerable.Range(0, count).Select(index => first + (index * step))];
        }

        return result;
    }

    /// <summary>One behind the other along an axis, each a result.</summary>
    public static OnnxValue Split(OnnxCall call)
    {
        var (from, count) = (call[0].Shape, call.Node.Outputs.Length);
        var axis = call.Axis(call.Node.Whole("axis", 0), from.Length);
        var even = (from[axis] + count - 1) / count;
        var parts = call.Integers(1, "split") ?? [.. Enumerable.Range(0, count).Select(index => Math.Min(even, from[axis] - (index * even)))];
        if (parts.Length != count || parts.Any(part => part < 1) || parts.Sum() != from[axis]) throw call.Refuse($"splits {from[axis]} into [{string.Join(", ", parts)}] for {count} results");
        var (first, all) = (0, new OnnxValue[count]);
        for (var index = 0; index < count; first += parts[index++])
        {
            all[index] = call[0] is FoldedTensor known ? Taken(call.Node.Outputs[index], known, axis, [.. Enumerable.Range(first, parts[index])])
                : Part(call.Drawn(0), axis, first, parts[index], 1);
            call.Also(index, all[index]);
        }

        return all[0];
    }

    /// <summary>Indices of an axis; of the image, one index or a list of them.</summary>
    public static OnnxValue Gather(OnnxCall call)
    {
        var axis = call.Axis(call.Node.Whole("axis", 0), call[0].Shape.Length);
        return Gathered(call, call.Folded(1), axis);
    }

    /// <summary>Indices of the first axis, or of several where each axis has its own: how PyTorch writes x[rows, columns], and with it the windows of an adaptive pooling.</summary>
    public static OnnxValue GatherNd(OnnxCall call)
    {
        var (from, indices) = (call[0].Shape, call.Folded(1));
        var lists = call.Node.Whole("batch_dims", 0) == 0 && indices.Shape is [.., var named] && named >= 1 && named <= from.Length ? ListsOf(indices) : null;
        if (lists is null) throw call.Refuse($"takes indices {TensorExtents.Text(indices.Shape)} of several axes together; those of which each axis has its own are read");
        var result = call[0] is FoldedTensor ? call[0] : call.Drawn(0);
        for (var axis = 0; axis < lists.Length; axis++)
        {
            var places = Within(call, lists[axis], from[axis]);
            result = result is FoldedTensor known ? Taken(call.Result, known, axis, places)
                : places.Length is > 0 and <= MostPlaces ? Places((DrawnValue)result, axis, places) : throw call.Refuse($"takes {places.Length} indices of the image; up to {MostPlaces} are read");
        }

        int[] shape = [.. indices.Shape[..^1], .. from.Skip(lists.Length)];
        return result is FoldedTensor all ? all.Reshaped(call.Result, shape) : ViewForms.Reshaped((DrawnValue)result, shape);
    }

    // Indices [s₀, s₁, …, k] name a place on each of k axes. Where the first place changes along the first of the axes s only, the second along the next ones, and so on, that is k lists; else null.
    private static int[][]? ListsOf(FoldedTensor indices)
    {
        var (numbers, extents, count) = (indices.Integers, indices.Shape[..^1], indices.Shape[^1]);
        var (lists, first) = (new int[count][], 0);
        for (var column = 0; column < count; column++)
        {
            var varying = Enumerable.Range(0, extents.Length).Where(axis => Varies(axis, column)).ToArray();
            var end = column == count - 1 ? extents.Length : Math.Max(first, varying.LastOrDefault(-1) + 1);
            if (varying.Any(axis => axis < first || axis >= end)) return null;
            var (length, step) = (Extent(first, end), Extent(end, extents.Length));
            lists[column] = [.. Enumerable.Range(0, step == 0 ? 0 : length).Select(at => numbers[(at * step * count) + column])];
            first = end;
        }

        return lists;

        int Extent(int from, int to) => extents[from..to].Aggregate(1, (product, extent) => product * extent);

        bool Varies(int axis, int column)
        {
            var step = Extent(axis + 1, extents.Length);
            return Enumerable.Range(0, numbers.Length / count).Any(at => at / step % extents[axis] > 0 && numbers[(at * count) + column] != numbers[((at - step) * count) + column]);
        }
    }

    private static int[] Within(OnnxCall call, int[] indices, int extent)
    {
        int[] places = [.. indices.Select(index => index < 0 ? index + extent : index)];
        return Array.TrueForAll(places, place => place >= 0 && place < extent) ? places : throw call.Refuse($"takes [{string.Join(", ", places.Take(8))}] of an axis of {extent}");
    }

    private static OnnxValue Gathered(OnnxCall call, FoldedTensor indices, int axis)
    {
        var from = call[0].Shape;
        var places = Within(call, indices.Integers, from[axis]);
        if (call[0] is FoldedTensor known)
        {
            var taken = Taken(call.Result, known, axis, places);
            return taken.Reshaped(call.Result, [.. from.Take(axis), .. indices.Shape, .. from.Skip(axis + 1)]);
        }

        if (indices.Shape.Length > 1 || places.Length is 0 or > MostPlaces) throw call.Refuse($"takes {TensorExtents.Text(indices.Shape)} indices of the image; a list of up to {MostPlaces} is read");
        var part = Places(call.Drawn(0), axis, places);
        return indices.Shape.Length == 0 ? ViewForms.Without(part, [axis]) : part;
    }

    // Neighbours are taken together: a list that begins at 0 and leaves nothing out is the value itself.
    private static DrawnValue Places(DrawnValue value, int axis, int[] places)
    {
        var parts = new List<Value>();
        for (int first = 0, next; first < places.Length; first = next)
        {
            for (next = first + 1; next < places.Length && places[next] == places[next - 1] + 1; next++) { }
            parts.Add(Part(value, axis, places[first], next - first, 1).Value);
        }

        return value.With(parts.Count == 1 ? parts[0] : parts[0].Join(value.Place(axis), [.. parts.Skip(1)]));
    }

    private static DrawnValue Part(DrawnValue value, int axis, int start, int extent, int step)
    {
        var place = value.Place(axis);
        if (step == 1) return extent == value.Shape[axis] ? value : value.With(value.Value.Slice(place, start, extent));

        // Every step-th index: the axis seen as [count, step], of which the first is taken. What lacks behind the last is begun earlier.
        var (count, shape) = ((extent + step - 1) / step, value.Value.Shape.ToArray());
        var lead = Math.Max(start + (count * step) - shape[place], 0);
        if (lead > start) throw new ArgumentException($"every {step}th of {extent} from {start} of {shape[place]} does not lie within it.");
        var rows = value.Value.Slice(place, start - lead, count * step);
        var apart = rows.Reshape(Shape.Of([.. shape[..place], count, step, .. shape[(place + 1)..]])).Slice(place + 1, lead, 1);
        return value.With(apart.Reshape(Shape.Of([.. shape[..place], count, .. shape[(place + 1)..]])));
    }

    private static int Clamped(int at, int extent, int least, int most) => Math.Clamp(at < 0 ? (int)Math.Max(at + (long)extent, int.MinValue) : at, least, most);

    private static FoldedTensor Taken(string name, FoldedTensor tensor, int axis, int[] places)
    {
        var (source, shape) = (tensor.Numbers, tensor.Shape.ToArray());
        shape[axis] = places.Length;
        return FoldedTensor.Of(name, shape, tensor.Whole, Folding.Gathered(name, shape, place =>
        {
            var from = 0;
            for (var other = 0; other < shape.Length; other++) from = (from * tensor.Shape[other]) + (other == axis ? places[place[other]] : place[other]);
            return source[from];
        }));
    }
}
