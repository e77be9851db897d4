using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.ModelFiles;

/// <summary>Poolings, sums and means as ONNX has them.</summary>
internal static class WrittenPoolings
{
    /// <summary>A pooling, a sum or a mean.</summary>
    public static OnnxWriting? Of(Value value) => value.Operation switch
    {
        MaxPool pool => new(value.Inputs, sketch => (Pool(sketch, value, "MaxPool", pool.Geometry, null), OnnxSketch.Firsts(value.Shape.Rank))),
        AvgPool pool => new(value.Inputs, sketch => (Pool(sketch, value, "AveragePool", pool.Geometry, pool.CountPadding), OnnxSketch.Firsts(value.Shape.Rank))),
        AdaptiveAvgPool pool when Windows(value.Inputs[0].Shape.Spatial, pool.Output) is { } size =>
            new(value.Inputs, sketch => (Pool(sketch, value, "AveragePool", new(size, size, default), true), OnnxSketch.Firsts(value.Shape.Rank))),
        Sum sum => new(value.Inputs, sketch => Summed(sketch, value, sum)),
        Stretch stretch => new(value.Inputs, sketch => Stretched(sketch, value, stretch)),
        _ => null,
    };

    private static string Pool(OnnxSketch sketch, Value value, string operation, PoolGeometry geometry, bool? countPadding)
    {
        var rank = value.Shape.SpatialRank;
        var pads = WrittenProducts.Extents(geometry.Padding, rank);
        return sketch.Node(value.Layer, operation, [sketch.First(value.Inputs[0])], node => Counted(node
            .With("kernel_shape", WrittenProducts.Extents(geometry.Kernel, rank)).With("strides", WrittenProducts.Extents(geometry.Stride, rank)).With("pads", (long[])[.. pads, .. pads])
            .With("ceil_mode", geometry.Ceil ? 1L : 0L)));
        OnnxNode Counted(OnnxNode node) => countPadding is { } counts ? node.With("count_include_pad", counts ? 1L : 0L) : node;
    }

    // Adaptive windows are all alike where their number divides the extents.
    private static Triple? Windows(Triple input, Triple output) => input.D % output.D == 0 && input.H % output.H == 0 && input.W % output.W == 0
        ? new Triple(input.D / output.D, input.H / output.H, input.W / output.W) : null;

    private static (string, System.Collections.Immutable.ImmutableArray<int>) Summed(OnnxSketch sketch, Value value, Sum sum)
    {
        var x = value.Inputs[0];
        var order = sketch.AxesOf(x);
        var name = sketch.Arranged(x, order);
        int[] reduced = [.. Enumerable.Range(0, x.Shape.Rank).Where(axis => sum.Extents[axis] == 1 && x.Shape[axis] != 1)];
        var count = reduced.Aggregate(1.0, (product, axis) => product * x.Shape[axis]);
        long[] axes = [.. reduced.Select(axis => (long)order.IndexOf(axis)).Order()];
        if (Math.Abs((sum.Scale * count) - 1) < 1e-6 && count > 1)
        {
            var whole = x.Shape.Rank is 4 or 5 && order.SequenceEqual(OnnxSketch.Firsts(x.Shape.Rank)) && reduced.SequenceEqual(Enumerable.Range(1, x.Shape.SpatialRank));
            return (whole ? sketch.Node(value.Layer, "GlobalAveragePool", [name]) : sketch.Node(value.Layer, "ReduceMean", [name], node => node.With("axes", axes).With("keepdims", 1L)), order);
        }

        var y = reduced.Length == 0 ? name : sketch.Node(value.Layer, "ReduceSum", [name, sketch.Constant(axes)], node => node.With("keepdims", 1L));
        return (sum.Scale == 1 ? y : sketch.Node(value.Layer, "Mul", [y, sketch.Number(sum.Scale)]), order);
    }

    private static (string, System.Collections.Immutable.ImmutableArray<int>) Stretched(OnnxSketch sketch, Value value, Stretch stretch)
    {
        var order = sketch.AxesOf(value.Inputs[0]);
        var y = sketch.Node(value.Layer, "Expand", [sketch.Arranged(value.Inputs[0], order), sketch.Constant([.. order.Select(axis => (long)stretch.Extents[axis])])]);
        return (stretch.Scale == 1 ? y : sketch.Node(value.Layer, "Mul", [y, sketch.Number(stretch.Scale)]), order);
    }
}
