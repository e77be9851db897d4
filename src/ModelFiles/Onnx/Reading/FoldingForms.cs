namespace UNetSharp.ModelFiles;

/// <summary>Operations of ONNX on numbers that are known before the network runs: constants, shapes, and what is computed from them.</summary>
internal static class FoldingForms
{
    /// <summary>Name and form.</summary>
    public static IEnumerable<(string, OnnxForm)> All =>
    [
        ("Constant", Constant),
        ("ConstantOfShape", ConstantOfShape),
        ("Shape", ShapeOf),
        ("Size", call => FoldedTensor.Of(call.Result, [], true, [call[0].Shape.Aggregate(1.0, (product, extent) => product * extent)])),
        ("Range", Range),
        ("Floor", OfEach(Math.Floor)),
        ("Ceil", OfEach(Math.Ceiling)),
        ("Round", OfEach(number => Math.Round(number, MidpointRounding.ToEven))),
        ("Sin", OfEach(Math.Sin)),
        ("Cos", OfEach(Math.Cos)),
        ("Not", OfEach(number => number == 0 ? 1 : 0)),
        ("Mod", Compared((a, b) => b == 0 ? double.NaN : a - (b * Math.Floor(a / b)))),
        ("Equal", Compared((a, b) => a == b ? 1 : 0)),
        ("Greater", Compared((a, b) => a > b ? 1 : 0)),
        ("GreaterOrEqual", Compared((a, b) => a >= b ? 1 : 0)),
        ("Less", Compared((a, b) => a < b ? 1 : 0)),
        ("LessOrEqual", Compared((a, b) => a <= b ? 1 : 0)),
        ("And", Compared((a, b) => a != 0 && b != 0 ? 1 : 0)),
        ("Or", Compared((a, b) => a != 0 || b != 0 ? 1 : 0)),
        ("ScatterND", Scatter),
    ];

    /// <summary>Of known numbers those of the one tensor or of the other.</summary>
    public static FoldedTensor Where(OnnxCall call)
    {
        var (condition, yes, no) = (call.Folded(0), call.Folded(1), call.Folded(2));
        int[] shape = [.. Folding.Combined(call.Result, Folding.Combined(call.Result, condition, yes, (_, _) => 0), no, (_, _) => 0).Shape];
        var (chosen, first, second) = (Folding.Expanded(condition, shape), Folding.Expanded(yes, shape), Folding.Expanded(no, shape));
        return FoldedTensor.Of(call.Result, shape, yes.Whole, [.. chosen.Select((choice, at) => choice != 0 ? first[at] : second[at])]);
    }

    private static FoldedTensor Constant(OnnxCall call)
    {
        var values = call.Node.Attributes;
        return values.GetValueOrDefault("value") is NamedTensor tensor ? FoldedTensor.From(tensor).Named(call.Result)
            : values.GetValueOrDefault("value_float") is float number ? FoldedTensor.Of(call.Result, [], false, [number])
            : values.GetValueOrDefault("value_int") is long whole ? FoldedTensor.Of(call.Result, [], true, [whole])
            : values.GetValueOrDefault("value_floats") is float[] numbers ? FoldedTensor.Of(call.Result, [numbers.Length], false, Array.ConvertAll(numbers, value => (double)value))
            : values.GetValueOrDefault("value_ints") is long[] wholes ? FoldedTensor.Of(call.Result, [wholes.Length], true, Array.ConvertAll(wholes, value => (double)value))
            : throw call.Refuse("holds a constant of a kind that is not read (a text, a sparse tensor)");
    }

    private static FoldedTensor ConstantOfShape(OnnxCall call)
    {
        var tensor = call.Node.Attributes.GetValueOrDefault("value") as NamedTensor;
        var number = tensor is null ? 0 : tensor.ToDoubles()[0];
        var shape = call.Folded(0).Integers;
        return FoldedTensor.Of(call.Result, shape, tensor is not null && !tensor.Type.IsFloating(), Folding.Gathered(call.Result, shape, _ => number));
    }

    private static FoldedTensor ShapeOf(OnnxCall call)
    {
        var shape = call[0].Shape;
        var (from, to) = (Bound(call.Node.Whole("start", 0)), Bound(call.Node.Whole("end", shape.Length)));
        double[] extents = from < to ? [.. shape[from..to].Select(extent => (double)extent)] : [];
        return FoldedTensor.Of(call.Result, [extents.Length], true, extents);

        int Bound(long at) => (int)Math.Clamp(at < 0 ? at + shape.Length : at, 0, shape.Length);
    }

    private static FoldedTensor Range(OnnxCall call)
    {
        var (start, limit, step) = (call.Folded(0).Numbers[0], call.Folded(1).Numbers[0], call.Folded(2).Numbers[0]);
        var count = Math.Max(Math.Ceiling((limit - start) / step), 0);
        int[] shape = [double.IsFinite(count) && count <= int.MaxValue ? (int)count : throw call.Refuse($"counts from {start} to {limit} by {step}")];
        return FoldedTensor.Of(call.Result, shape, call.Folded(0).Whole, Folding.Gathered(call.Result, shape, place => start + (place[0] * step)));
    }

    private static OnnxForm OfEach(Func<double, double> function) => call =>
        FoldedTensor.Of(call.Result, call.Folded(0).Shape.AsSpan(), call.Folded(0).Whole, Array.ConvertAll(call.Folded(0).Numbers, number => function(number)));

    private static OnnxForm Compared(Func<double, double, double> function) => call => Folding.Combined(call.Result, call.Folded(0), call.Folded(1), function);

    // Of known numbers alone: shifted windows mark their regions so.
    private static FoldedTensor Scatter(OnnxCall call)
    {
        var (tensor, indices, updates) = (call.Folded(0), call.Folded(1), call.Folded(2));
        if (call.Node.Text("reduction", "none") != "none" || indices.Shape.Length == 0 || indices.Shape[^1] > tensor.Shape.Length) throw call.Refuse($"puts {TensorExtents.Text(updates.Shape)} at {TensorExtents.Text(indices.Shape)} of {TensorExtents.Text(tensor.Shape)}, which is not read");
        var (places, depth) = (indices.Integers, indices.Shape[^1]);
        var block = tensor.Shape.Skip(depth).Aggregate(1, (count, extent) => count * extent);
        if (updates.Count != (long)(depth == 0 ? 1 : places.Length / depth) * block) throw call.Refuse($"has {updates.Count} numbers for indices {TensorExtents.Text(indices.Shape)}");
        double[] numbers = [.. tensor.Numbers];
        for (var row = 0; depth > 0 && row < places.Length / depth; row++)
        {
            var to = 0;
            for (var axis = 0; axis < depth; axis++)
            {
                var (place, extent) = (places[(row * depth) + axis], tensor.Shape[axis]);
                to = (to * extent) + (place >= -extent && place < extent ? place < 0 ? place + extent : place : throw call.Refuse($"names place {place} of {extent}"));
            }

            updates.Numbers.AsSpan(row * block, block).CopyTo(numbers.AsSpan(to * block));
        }

        return FoldedTensor.Of(call.Result, tensor.Shape.AsSpan(), tensor.Whole, numbers);
    }
}
