using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>Operations of ONNX that work number by number. Where all inputs are known beforehand the results are too.</summary>
internal static class PointwiseForms
{
    /// <summary>Name and form.</summary>
    public static IEnumerable<(string, OnnxForm)> All =>
    [
        ("Relu", Unary(x => x.Relu(), number => Math.Max(number, 0))),
        ("Sigmoid", Unary(x => x.Sigmoid())),
        ("Tanh", Unary(x => x.Tanh())),
        ("Mish", Unary(x => x.Mish())),
        ("HardSwish", Unary(x => x.HardSwish())),
        ("Swish", call => Map(call, x => call.Node.Number("alpha", 1) is var alpha && alpha == 1 ? x.Silu() : x * (x * alpha).Sigmoid())),
        ("Selu", call => Map(call, x => x.Elu(call.Node.Number("alpha", 1.67326319f)) * call.Node.Number("gamma", 1.05070102f))),
        ("Celu", call => Map(call, x => call.Node.Number("alpha", 1) is var alpha ? (x * (1 / alpha)).Elu(1) * alpha : x)),
        ("Softplus", Unary(x => x.Softplus())),
        ("Softsign", Unary(x => x / (x.Abs() + 1))),
        ("Erf", Unary(x => x.Erf())),
        ("Abs", Unary(x => x.Abs(), Math.Abs)),
        ("Neg", Unary(x => -x, number => -number)),
        ("Exp", Unary(x => x.Exp(), Math.Exp)),
        ("Log", Unary(x => x.Log(), Math.Log)),
        ("Sqrt", Unary(x => x.Sqrt(), Math.Sqrt)),
        ("Reciprocal", Unary(x => x.Reciprocal(), number => 1 / number)),
        ("LeakyRelu", call => Map(call, x => x.LeakyRelu(call.Node.Number("alpha", 0.01f)))),
        ("Elu", call => Map(call, x => x.Elu(call.Node.Number("alpha", 1)))),
        ("HardSigmoid", call => Map(call, x => x.Affine(call.Node.Number("alpha", 0.2f), call.Node.Number("beta", 0.5f)).Clamp(0, 1))),
        ("Gelu", call => Map(call, x => call.Node.Text("approximate", "none") == "tanh" ? x.GeluTanh() : x.Gelu())),
        ("Clip", Clip),
        ("PRelu", PRelu),
        ("Pow", Power),
        ("Add", Binary((a, b) => a + b, (a, b) => a + b, (x, number) => x + number, (number, x) => number + x)),
        ("Sub", Binary((a, b) => a - b, (a, b) => a - b, (x, number) => x - number, (number, x) => number - x)),
        ("Mul", Binary((a, b) => a * b, (a, b) => a * b, (x, number) => x * number, (number, x) => number * x)),
        ("Div", Binary((a, b) => a / b, (a, b) => a / b, (x, number) => x * (1 / number), (number, x) => x.Reciprocal() * number, whole: (a, b) => Math.Truncate(a / b))),
        ("Where", Where),
        ("Max", Many((a, b) => a.Maximum(b), Math.Max)),
        ("Min", Many((a, b) => a.Minimum(b), Math.Min)),
        ("Sum", Many((a, b) => a + b, (a, b) => a + b)),
    ];

    /// <summary>Two values with their axes in one order, those that one of them lacks in front.</summary>
    public static (Value Left, Value Right, ImmutableArray<int> Axes) Aligned(DrawnValue left, DrawnValue right)
    {
        var rank = Math.Max(left.Rank, right.Rank);
        (left, right) = (Widened(left, rank), Widened(right, rank));

        // The larger keeps its order; [1, C, 1, 1] beside an image becomes [C], which rides on the convolution before.
        var order = left.Value.Shape.Elements >= right.Value.Shape.Elements ? left.Axes : right.Axes;
        return (Vector(left.Arranged(order), rank), Vector(right.Arranged(order), rank), order);

        static Value Vector(Value value, int rank) => rank > 1 && value.Shape.Elements == value.Shape.Channels ? value.Reshape([value.Shape.Channels]) : value;
    }

    private static DrawnValue Widened(DrawnValue value, int rank)
    {
        var more = rank - value.Rank;
        if (more == 0) return value;
        var shape = Shape.Of([.. Enumerable.Repeat(1, more), .. value.Value.Shape.ToArray()]);
        return new DrawnValue(value.Value.Reshape(shape), [.. Enumerable.Range(0, more), .. value.Axes.Select(axis => axis + more)]);
    }

    private static OnnxForm Unary(Func<Value, Value> draw, Func<double, double>? fold = null) => call =>
        call[0] is FoldedTensor known && fold is not null ? FoldedTensor.Of(call.Result, known.Shape.AsSpan(), known.Whole, Array.ConvertAll(known.Numbers, number => fold(number)))
        : Map(call, draw);

    private static DrawnValue Map(OnnxCall call, Func<Value, Value> draw) => call.Drawn(0) is var x ? x.With(draw(x.Value)) : x;

    private static OnnxForm Binary(
        Func<Value, Value, Value> draw, Func<double, double, double> fold, Func<Value, float, Value> withNumber, Func<float, Value, Value> ofNumber, Func<double, double, double>? whole = null) => call =>
    {
        var (left, right) = (call[0], call[1]);
        if (left is FoldedTensor a && right is FoldedTensor b) return Folding.Combined(call.Result, a, b, a.Whole && whole is not null ? whole : fold);

        // One number is part of the operation and no parameter, as in x / 2.
        if (right is FoldedTensor { Count: 1, Shape.Length: <= 1 } number) return call.Drawn(0) is var x ? x.With(withNumber(x.Value, (float)number.Numbers[0])) : x;
        if (left is FoldedTensor { Count: 1, Shape.Length: <= 1 } first) return call.Drawn(1) is var y ? y.With(ofNumber((float)first.Numbers[0], y.Value)) : y;
        return Combined(call.Drawn(0), call.Drawn(1), draw);
    };

    private static OnnxForm Many(Func<Value, Value, Value> draw, Func<double, double, double> fold) => call =>
    {
        var result = call[0];
        for (var index = 1; index < call.Count; index++)
        {
            result = result is FoldedTensor a && call[index] is FoldedTensor b ? Folding.Combined(call.Result, a, b, fold)
                : Combined(result as DrawnValue ?? call.Drawing.Drawn((FoldedTensor)result), call.Drawn(index), draw);
        }

        return result;
    };

    private static DrawnValue Combined(DrawnValue left, DrawnValue right, Func<Value, Value, Value> draw)
    {
        var (a, b, order) = Aligned(left, right);
        var result = draw(a, b);
        return new DrawnValue(result.Shape.Rank == order.Length ? result : result.Reshape(Shape.Of([.. Enumerable.Repeat(1, order.Length - result.Shape.Rank), .. result.Shape.ToArray()])), order);
    }

    // x where a mask that is known lets it through, known numbers elsewhere: x·kept + other. Masks are not trained.
    private static OnnxValue Where(OnnxCall call)
    {
        if (call[1] is FoldedTensor && call[2] is FoldedTensor) return FoldingForms.Where(call);
        var (condition, drawn) = (call.Folded(0), call[1] is FoldedTensor ? 2 : 1);
        var (keeping, known) = (drawn == 1 ? 1 : 0, call.Folded(3 - drawn));
        var kept = Folding.Combined($"{call.Result}.kept", condition, FoldedTensor.Of(call.Result, [], false, [keeping]), (choice, keep) => choice != 0 == (keep != 0) ? 1 : 0);
        var other = Folding.Combined($"{call.Result}.other", condition, known, (choice, number) => choice != 0 == (keeping != 0) ? 0 : number);
        var result = Combined(call.Drawn(drawn), Mask(kept), (x, mask) => x * mask);
        return other.Numbers.All(number => number == 0) ? result : Combined(result, Mask(other), (x, mask) => x + mask);

        DrawnValue Mask(FoldedTensor numbers) => new(call.Drawing.Parameter(numbers, trained: false), DrawnValue.InOrder(numbers.Shape.Length));
    }

    // Of known numbers too: paddings that depend on the extents are at least 0.
    private static OnnxValue Clip(OnnxCall call)
    {
        var (least, most) = (call.Number(1, "min") ?? float.MinValue, call.Number(2, "max") ?? float.MaxValue);
        return call[0] is FoldedTensor known ? FoldedTensor.Of(call.Result, known.Shape.AsSpan(), known.Whole, Array.ConvertAll(known.Numbers, number => Math.Min(Math.Max(number, least), most)))
            : Map(call, x => x.Clamp(least, most));
    }

    private static DrawnValue PRelu(OnnxCall call)
    {
        var (x, slope) = (call.Drawn(0), call.Folded(1));
        var channel = slope.Count == 1 || (slope.Shape.Length > 0 && slope.Count == slope.Shape[^Math.Min(Math.Max(x.Rank - 1, 1), slope.Shape.Length)] && slope.Count == x.Shape[1]);
        return channel ? OnnxCall.Made(x.Arranged(DrawnValue.Last(x.Rank)).PRelu(call.Drawing.Parameter(slope).Reshape([(int)slope.Count])))
            : throw call.Refuse($"has slopes {TensorExtents.Text(slope.Shape)}; one for each channel, or one for all, is read");
    }

    private static OnnxValue Power(OnnxCall call)
    {
        var exponent = call.Folded(1);
        if (call[0] is FoldedTensor known) return Folding.Combined(call.Result, known, exponent, Math.Pow);
        if (exponent.Numbers is not [var number]) throw call.Refuse("has a list of exponents; one number is read");
        return Map(call, x => number switch
        {
            2 => x.Square(),
            0.5 => x.Sqrt(),
            _ => x.Power((float)number),
        });
    }
}
