using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>Normalisations as ONNX has them.</summary>
internal static class WrittenNormalisations
{
    /// <summary>Batch normalisation at inference: x·f + (β − mean·f) with f = γ / √(variance + ε), as layers draw it.</summary>
    public static OnnxWriting? Batch(Value value)
    {
        if (value is not
            {
                Operation: Add,
                Inputs:
                [
                { Operation: Multiply, Inputs: [var x, { Operation: Divide, Inputs: [{ Operation: Parameter } gamma, { Operation: Sqrt, Inputs: [{ Operation: Affine { Scale: 1 } } shifted] }] } factor] },
                { Operation: Subtract, Inputs: [{ Operation: Parameter } beta, { Operation: Multiply, Inputs: [{ Operation: Parameter } mean, var again] }] },
                ],
            } || again != factor || shifted.Inputs[0].Operation is not Parameter)
        {
            return null;
        }

        var (variance, epsilon) = (shifted.Inputs[0], ((Affine)shifted.Operation).Shift);
        return new([x], sketch => (
            sketch.Node(value.Layer, "BatchNormalization", [sketch.First(x), sketch.Parameter(gamma), sketch.Parameter(beta), sketch.Parameter(mean), sketch.Parameter(variance)], node => node.With("epsilon", epsilon)),
            OnnxSketch.Firsts(value.Shape.Rank)));
    }

    /// <summary>Layer normalisation: rows of the last axes, each seen as a sample of one pixel.</summary>
    public static OnnxWriting? Layer(Value value)
    {
        if (value is not { Operation: Reshape, Inputs: [{ Operation: Normalise, Inputs: [var rows, { Operation: Moments { Sets: 1, PerSample: true } }, ..] } normalised] } || rows.Shape.Rank != 4 || rows.Shape.Spatial.Product != 1) return null;
        var x = rows is { Operation: Reshape, Inputs: [var whole] } && whole.Shape == value.Shape ? whole : null;
        var (axes, extent) = (0, 1L);
        while (x is not null && extent < rows.Shape.Channels && axes < x.Shape.Rank) extent *= x.Shape[^(++axes)];
        return x is null || extent != rows.Shape.Channels || axes == 0 ? null : new([x, .. normalised.Inputs[2..]], sketch =>
        {
            var (operation, (gamma, beta)) = ((Normalise)normalised.Operation, Parameters(sketch, normalised, rows.Shape.Channels));
            var order = OnnxSketch.Ours(x.Shape.Rank);
            var y = sketch.Node(value.Layer, "LayerNormalization", [sketch.Arranged(x, order), gamma, beta], node => node.With("axis", (long)-axes).With("epsilon", operation.Epsilon));
            return (Activated(sketch, value, y, operation), order);
        });
    }

    /// <summary>Instance and group normalisation.</summary>
    public static OnnxWriting? Of(Value value) => value is not { Operation: Normalise { } operation, Inputs: [var x, { Operation: Moments { PerSample: var each, Sets: var sets }, Inputs: [var seen] }, ..] } || seen != x || !(each || x.Shape[0] == 1) || x.Shape.Rank is not (3 or 4 or 5) ? null
        : new([x, .. value.Inputs[2..]], sketch =>
        {
            var y = sets == x.Shape.Channels ? Instance(sketch, value, x, operation) : Group(sketch, value, x, sets);
            return (Activated(sketch, value, y, operation), First(x.Shape.Rank));
        });

    private static string Instance(OnnxSketch sketch, Value value, Value x, Normalise operation)
    {
        var (gamma, beta) = Parameters(sketch, value, x.Shape.Channels);
        return sketch.Node(value.Layer, "InstanceNormalization", [sketch.Arranged(x, First(x.Shape.Rank)), gamma, beta], node => node.With("epsilon", operation.Epsilon));
    }

    // Opset 17 has no group normalisation: each group is an instance, [N, groups, everything else], and the shape comes back from the image's own.
    private static string Group(OnnxSketch sketch, Value value, Value x, int groups)
    {
        var (operation, image) = ((Normalise)value.Operation, sketch.Arranged(x, First(x.Shape.Rank)));
        var grouped = sketch.Node(value.Layer, "Reshape", [image, sketch.Constant(0, groups, -1)]);
        var normalised = sketch.Node(value.Layer, "InstanceNormalization", [grouped, sketch.Repeated(1, groups), sketch.Repeated(0, groups)], node => node.With("epsilon", operation.Epsilon));
        var y = sketch.Node(value.Layer, "Reshape", [normalised, sketch.Node(value.Layer, "Shape", [image])]);
        var order = First(x.Shape.Rank);
        var next = 2;
        if (operation.Gamma) y = sketch.Node(value.Layer, "Mul", [y, sketch.Beside(value.Inputs[next++], order)]);
        return operation.Beta ? sketch.Node(value.Layer, "Add", [y, sketch.Beside(value.Inputs[next], order)]) : y;
    }

    // Tokens [N, L, C] too are normalised as [N, C, L].
    private static ImmutableArray<int> First(int rank) => rank == 3 ? [0, 2, 1] : OnnxSketch.Firsts(rank);

    private static (string Gamma, string Beta) Parameters(OnnxSketch sketch, Value normalised, int channels)
    {
        var (operation, next) = ((Normalise)normalised.Operation, 2);
        var gamma = operation.Gamma ? sketch.InOrder(normalised.Inputs[next++]) : sketch.Repeated(1, channels);
        return (gamma, operation.Beta ? sketch.InOrder(normalised.Inputs[next]) : sketch.Repeated(0, channels));
    }

    private static string Activated(OnnxSketch sketch, Value value, string y, Normalise operation) => operation.NegativeSlope switch
    {
        1 => y,
        0 => sketch.Node(value.Layer, "Relu", [y]),
        var slope => sketch.Node(value.Layer, "LeakyRelu", [y], node => node.With("alpha", slope)),
    };
}
