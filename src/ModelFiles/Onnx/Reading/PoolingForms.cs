using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.ModelFiles;

/// <summary>Poolings of ONNX.</summary>
internal static class PoolingForms
{
    /// <summary>Name and form.</summary>
    public static IEnumerable<(string, OnnxForm)> All =>
    [
        ("MaxPool", call => Windows(call, float.NegativeInfinity, (x, windows) => x.MaxPool(windows.Kernel, windows.Stride, windows.Padding, windows.Ceil))),
        ("AveragePool", Average),
        ("GlobalAveragePool", call => OnnxCall.Made(call.Image() is var x ? x.Mean(Spatial(x)) : x)),
        ("GlobalMaxPool", call => OnnxCall.Made(call.Image() is var x ? x.MaxPool(x.Shape.Spatial) : x)),
    ];

    private static DrawnValue Average(OnnxCall call)
    {
        var counted = call.Node.Whole("count_include_pad", 0) != 0;
        return Windows(call, counted ? 0 : float.NaN, (x, windows) => x.AvgPool(windows.Kernel, windows.Stride, windows.Padding, counted, windows.Ceil));
    }

    // Padding that differs between the sides is drawn as a padding of its own.
    private static DrawnValue Windows(OnnxCall call, float outside, Func<Value, PoolGeometry, Value> pool)
    {
        var x = call.Image();
        var rank = x.Shape.Rank - 2;
        var (kernel, stride, dilation) = (call.Spatial("kernel_shape", rank, 1), call.Spatial("strides", rank, 1), call.Spatial("dilations", rank, 1));
        if (dilation != Triple.All(1)) throw call.Refuse("has dilated windows, which are not read");
        if (call.Node.Outputs.Skip(1).Any(name => name.Length > 0)) throw call.Refuse("also gives the positions of its maxima, which are not read");
        var (before, after) = OnnxPadding.Of(call, x.Shape.Spatial, rank, (kernel, stride, dilation));
        if (before != after)
        {
            if (float.IsNaN(outside)) throw call.Refuse($"pads by {before} in front and {after} behind and leaves both out of its means, which is not read");
            (x, before) = (x.Pad(before, after, number: outside), default);
        }

        return OnnxCall.Made(pool(x, new PoolGeometry(kernel, stride, before, call.Node.Whole("ceil_mode", 0) != 0)));
    }

    private static int[] Spatial(Value x) => [.. Enumerable.Range(1, x.Shape.SpatialRank)];
}
