using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>Resizing, padding and rolling as ONNX has them.</summary>
internal static class WrittenSampling
{
    /// <summary>One of them.</summary>
    public static OnnxWriting? Of(Value value) => value.Operation switch
    {
        Resize resize => new(value.Inputs, sketch => (Resized(sketch, value, resize), OnnxSketch.Firsts(value.Shape.Rank))),
        Pad pad => new(value.Inputs, sketch => (Padded(sketch, value, pad), OnnxSketch.Firsts(value.Shape.Rank))),
        Roll roll when value.Shape.Rank is 4 or 5 => new(value.Inputs, sketch => Rolled(sketch, value, roll)),
        _ => null,
    };

    private static string Resized(OnnxSketch sketch, Value value, Resize resize)
    {
        var x = value.Inputs[0];
        var (from, rank) = (x.Shape.Spatial, value.Shape.SpatialRank);
        var multiple = resize.Output.D % from.D == 0 && resize.Output.H % from.H == 0 && resize.Output.W % from.W == 0;

        // Factors hold for every size, extents for one.
        float[]? factors = resize.Steps is { } steps ? Own((float)(1 / steps.D), (float)(1 / steps.H), (float)(1 / steps.W))
            : multiple ? Own(resize.Output.D / from.D, resize.Output.H / from.H, resize.Output.W / from.W) : null;
        string[] inputs = factors is not null ? [sketch.First(x), "", sketch.Constant([1f, 1f, .. factors])]
            : [sketch.First(x), "", "", sketch.Constant([value.Shape[0], value.Shape.Channels, .. WrittenProducts.Extents(resize.Output, rank)])];
        return sketch.Node(value.Layer, "Resize", inputs, node => resize.Mode == ResizeMode.Nearest
            ? node.With("mode", "nearest").With("coordinate_transformation_mode", "asymmetric").With("nearest_mode", "floor")
            : node.With("mode", resize.Mode == ResizeMode.Cubic ? "cubic" : "linear").With("coordinate_transformation_mode", resize.AlignCorners ? "align_corners" : "half_pixel"));

        float[] Own(float d, float h, float w) => rank == 3 ? [d, h, w] : [h, w];
    }

    private static string Padded(OnnxSketch sketch, Value value, Pad pad)
    {
        var rank = value.Shape.SpatialRank;
        long[] pads = [0, 0, .. WrittenProducts.Extents(pad.Before, rank), 0, 0, .. WrittenProducts.Extents(pad.After, rank)];
        return sketch.Node(value.Layer, "Pad", [sketch.First(value.Inputs[0]), sketch.Constant(pads), sketch.Number(pad.Number)], node => node.With("mode", pad.Mode switch
        {
            PadMode.Reflect => "reflect",
            PadMode.Replicate => "edge",
            _ => "constant",
        }));
    }

    // What leaves at the end comes in at the beginning: the last part, then the rest.
    private static (string, System.Collections.Immutable.ImmutableArray<int>) Rolled(OnnxSketch sketch, Value value, Roll roll)
    {
        var x = value.Inputs[0];
        var order = sketch.AxesOf(x);
        var name = sketch.Arranged(x, order);
        var shifts = WrittenProducts.Extents(roll.Shift, value.Shape.SpatialRank);
        for (var at = 0; at < shifts.Length; at++)
        {
            if (shifts[at] == 0) continue;
            long axis = order.IndexOf(at + 1);
            var last = sketch.Node(value.Layer, "Slice", [name, sketch.Constant(-shifts[at]), sketch.Constant(long.MaxValue), sketch.Constant(axis)]);
            var rest = sketch.Node(value.Layer, "Slice", [name, sketch.Constant(0), sketch.Constant(-shifts[at]), sketch.Constant(axis)]);
            name = sketch.Node(value.Layer, "Concat", [last, rest], node => node.With("axis", axis));
        }

        return (name, order);
    }
}
