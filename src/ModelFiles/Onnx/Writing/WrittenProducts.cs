using System.Collections.Immutable;
using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.ModelFiles;

/// <summary>Convolutions, linear layers and matrix products as ONNX has them.</summary>
internal static class WrittenProducts
{
    /// <summary>A linear layer on tokens: a 1x1 convolution of them seen as one row of pixels, its bias if any, and tokens again.</summary>
    public static OnnxWriting? Linear(Value value)
    {
        if (value is not { Operation: Reshape, Inputs: [var row] }) return null;
        var bias = row is { Operation: Add, Inputs: [_, { Operation: Parameter } summand] } && summand.Shape == [row.Shape.Channels] ? summand : null;
        if ((bias is null ? row : row.Inputs[0]) is not { Operation: Conv, Inputs: [{ Operation: Reshape, Inputs: [var x] } pixels, { Operation: Reshape, Inputs: [{ Operation: Parameter, Shape.Rank: 2 } weights] } matrix] }) return null;
        if (matrix.Shape != [1, 1, weights.Shape[0], weights.Shape[1]] || pixels.Shape[0] != 1 || pixels.Shape[1] != 1 || value.Shape != x.Shape.With(^1, weights.Shape[1])) return null;
        var order = OnnxSketch.Ours(x.Shape.Rank);
        return new([x], sketch =>
        {
            var product = sketch.Node(value.Layer, "MatMul", [sketch.Arranged(x, order), sketch.Arranged(weights, [0, 1])]);
            return (bias is null ? product : sketch.Node(value.Layer, "Add", [product, sketch.Parameter(bias)]), order);
        });
    }

    /// <summary>A convolution and the bias that is added to it.</summary>
    public static OnnxWriting? Biased(Value value) =>
        value is { Operation: Add, Inputs: [{ Operation: ProductOperation } product, { Operation: Parameter } bias] } && bias.Shape == [value.Shape.Channels] ? Product(product, bias) : null;

    /// <summary>A convolution, a transposed convolution or a matrix product.</summary>
    public static OnnxWriting? Of(Value value) => value.Operation is MatMul ? Matrices(value) : Product(value, null);

    private static OnnxWriting? Product(Value value, Value? bias)
    {
        if (value.Inputs is not [var x, var weights]) return null;
        var axes = OnnxSketch.Firsts(value.Shape.Rank);
        return value.Operation switch
        {
            Conv { Exchanged: false } conv => new([x, weights], sketch => (Write(sketch, "Conv", conv.Geometry, null), axes)),
            ConvTranspose { Exchanged: false } conv => new([x, weights], sketch => (Write(sketch, "ConvTranspose", conv.Geometry, More(conv, x.Shape)), axes)),
            _ => null,
        };

        string Write(OnnxSketch sketch, string operation, ConvGeometry geometry, Triple? more)
        {
            // [Cout, Cin, k, k] of a convolution, [Cin, Cout, k, k] of a transposed one: most often as the parameter itself has them.
            var toLast = operation == "Conv" ? AxisOrder.KernelToLast(weights.Shape.Rank) : AxisOrder.TransposedKernelToLast(weights.Shape.Rank);
            string[] inputs = [sketch.First(x), sketch.Arranged(weights, AxisOrder.Inverse(toLast.AsSpan())), .. bias is null ? (string[])[] : [sketch.Parameter(bias)]];
            var rank = x.Shape.SpatialRank;
            return sketch.Node(value.Layer, operation, inputs, node => Output(node
                .With("kernel_shape", Extents(geometry.Kernel, rank)).With("strides", Extents(geometry.Stride, rank)).With("dilations", Extents(geometry.Dilation, rank))
                .With("pads", (long[])[.. Extents(geometry.PadBefore, rank), .. Extents(geometry.PadAfter, rank)]).With("group", (long)geometry.Groups)));
            OnnxNode Output(OnnxNode node) => more is { } padding ? node.With("output_padding", Extents(padding, rank)) : node;
        }
    }

    /// <summary>The numbers of the axes that there are.</summary>
    public static long[] Extents(Triple triple, int rank) => rank == 3 ? [triple.D, triple.H, triple.W] : [triple.H, triple.W];

    // What the stride leaves open of the output's extents.
    private static Triple More(ConvTranspose conv, Shape x)
    {
        var (geometry, input) = (conv.Geometry, x.Spatial);
        return new(
            More(conv.Output.D, input.D, geometry.Stride.D, geometry.Kernel.D, geometry.Dilation.D, geometry.PadBefore.D + geometry.PadAfter.D),
            More(conv.Output.H, input.H, geometry.Stride.H, geometry.Kernel.H, geometry.Dilation.H, geometry.PadBefore.H + geometry.PadAfter.H),
            More(conv.Output.W, input.W, geometry.Stride.W, geometry.Kernel.W, geometry.Dilation.W, geometry.PadBefore.W + geometry.PadAfter.W));
        static int More(int output, int input, int stride, int kernel, int dilation, int pads) => output - (((input - 1) * stride) + (dilation * (kernel - 1)) + 1 - pads);
    }

    private static OnnxWriting Matrices(Value value)
    {
        var (operation, order) = ((MatMul)value.Operation, OnnxSketch.Ours(value.Shape.Rank));
        ImmutableArray<int> turned = [.. order[..^2], order[^1], order[^2]];
        return new([.. value.Inputs], sketch =>
        {
            var (a, b) = (sketch.Arranged(value.Inputs[0], operation.TransposeA ? turned : order), sketch.Arranged(value.Inputs[1], operation.TransposeB ? turned : order));
            var product = sketch.Node(value.Layer, "MatMul", [a, b]);
            return (operation.Factor == 1 ? product : sketch.Node(value.Layer, "Mul", [product, sketch.Number(operation.Factor)]), order);
        });
    }
}
