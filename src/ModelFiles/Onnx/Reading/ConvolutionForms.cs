using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.ModelFiles;

/// <summary>Convolutions of ONNX.</summary>
internal static class ConvolutionForms
{
    /// <summary>Name and form.</summary>
    public static IEnumerable<(string, OnnxForm)> All => [("Conv", Conv), ("ConvTranspose", ConvTranspose)];

    private static DrawnValue Conv(OnnxCall call)
    {
        var line = call[0].Shape.Length == 3;
        var (x, weight) = (line ? Row(call) : call.Image(), call[1]);
        var rank = Rank(call, weight);
        var (kernel, stride, dilation) = (call.Spatial("kernel", Extents(weight), rank, 1), call.Spatial("strides", rank, 1), call.Spatial("dilations", rank, 1));
        var (before, after) = OnnxPadding.Of(call, x.Shape.Spatial, rank, (kernel, stride, dilation));
        var geometry = new ConvGeometry(kernel, stride, dilation, before, after, (int)Math.Clamp(call.Node.Whole("group", 1), 1, int.MaxValue));
        var kernels = Weights(call, ParameterKind.Convolution);
        if (!line) return Biased(call, call.Drawing.Graph.Add(call.Layer, new Conv(geometry), x, kernels));
        var y = call.Drawing.Graph.Add(call.Layer, new Conv(geometry), x, kernels.Reshape([1, .. kernels.Shape.ToArray()]));
        return Biased(call, y.Reshape([y.Shape[0], y.Shape[2], y.Shape.Channels]));
    }

    private static DrawnValue ConvTranspose(OnnxCall call)
    {
        var (x, weight) = (call.Image(), call[1]);
        var rank = Rank(call, weight);
        var (kernel, stride, dilation) = (call.Spatial("kernel", Extents(weight), rank, 1), call.Spatial("strides", rank, 1), call.Spatial("dilations", rank, 1));
        var more = call.Spatial("output_padding", call.Node.Wholes("output_padding"), rank, 0, missing: 0);
        var (given, named) = (call.Node.Wholes("output_shape"), call.Node.Text("auto_pad", "NOTSET"));
        var automatic = given is not null || named is "SAME_UPPER" or "SAME_LOWER";
        if (automatic && more != default) throw call.Refuse("gives its output's shape and padding of it, which are not read together");

        // "output = stride·(input − 1) + output_padding + (kernel − 1)·dilation + 1 − pads". What is too much for the shape that is wanted, of SAME input·stride, is shared out between both sides.
        var (before, after) = automatic ? (default, default) : OnnxPadding.Of(call, x.Shape.Spatial, rank, (kernel, stride, dilation));
        var output = Per(axis => ((axis(x.Shape.Spatial) - 1) * axis(stride)) + axis(more) + ((axis(kernel) - 1) * axis(dilation)) + 1 - axis(before) - axis(after));
        if (automatic)
        {
            var (upper, whole) = (named == "SAME_UPPER", output);
            output = given is null ? Per(axis => axis(x.Shape.Spatial) * axis(stride)) : call.Spatial("output_shape", given, rank, 0);
            before = Per(axis => Half(axis(whole) - axis(output), !upper));
            after = Per(axis => Half(axis(whole) - axis(output), upper));
        }

        var geometry = new ConvGeometry(kernel, stride, dilation, before, after, (int)Math.Clamp(call.Node.Whole("group", 1), 1, int.MaxValue));
        return Biased(call, call.Drawing.Graph.Add(call.Layer, new ConvTranspose(geometry, output), x, Weights(call, ParameterKind.TransposedConvolution)));
    }

    // Attention to channels looks along their list: [N, C, L] is an image of one row.
    private static Value Row(OnnxCall call)
    {
        var line = call.Drawn(0).ChannelsLast();                                            // [N, L, C]
        return line.Reshape([line.Shape[0], 1, line.Shape[1], line.Shape.Channels]);
    }

    private static int Half(int total, bool larger) => Math.Max(larger ? total - (total / 2) : total / 2, 0);

    private static Triple Per(Func<Func<Triple, int>, int> number) => new(number(triple => triple.D), number(triple => triple.H), number(triple => triple.W));

    private static DrawnValue Biased(OnnxCall call, Value y) => OnnxCall.Made(call.Vector(2) is { } bias ? y + bias : y);

    // A tensor of the file is a parameter; one that nodes make of parameters (standardised weights) is brought into our order of axes.
    private static Value Weights(OnnxCall call, ParameterKind kind) =>
        call[1] is FoldedTensor tensor ? call.Drawing.Parameter(tensor, kind) : call.Drawn(1).Arranged(ParameterAxes.ToLast(kind, call[1].Shape.Length));

    private static int Rank(OnnxCall call, OnnxValue weight) => weight.Shape.Length == call[0].Shape.Length ? weight.Shape.Length - 2
        : throw call.Refuse($"has a weight {TensorExtents.Text(weight.Shape)} for an input of {call[0].Shape.Length} axes");

    private static long[] Extents(OnnxValue weight) => [.. weight.Shape.Skip(2).Select(extent => (long)extent)];
}
