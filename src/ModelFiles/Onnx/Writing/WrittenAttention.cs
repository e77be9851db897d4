using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>What attention needs besides products and softmax, as ONNX has it.</summary>
internal static class WrittenAttention
{
    /// <summary>The separation of regions within shifted windows, or the rows of a table of relative positions.</summary>
    public static OnnxWriting? Of(Value value) => value.Operation switch
    {
        SeparateRegions separate => new(value.Inputs, sketch => (Separated(sketch, value, separate), OnnxSketch.Ours(4))),

        // Computed beforehand, the rows would stand in the file in the table's place, and who reads the file would miss the table.
        TakeRows take => new(value.Inputs, sketch => (sketch.Node(value.Layer, "Gather", [sketch.InOrder(value.Inputs[0]), sketch.Rows(take.Rows)]), OnnxSketch.Ours(2))),
        _ => null,
    };

    private static string Separated(OnnxSketch sketch, Value value, SeparateRegions separate)
    {
        var (heads, length) = (value.Shape[1], value.Shape[3]);
        var windows = separate.Regions.Length / length;
        var regions = Array.ConvertAll([.. separate.Regions], region => (float)region);

        // Regions are whole numbers: where they differ, the difference is 1 at least. As a mask it would be a matrix for each window, hundreds of megabytes in volumes.
        var apart = sketch.Node(value.Layer, "Abs", [sketch.Node(value.Layer, "Sub", [sketch.Table([1, windows, 1, length, 1], regions), sketch.Table([1, windows, 1, 1, length], regions)])]);
        var penalty = sketch.Node(value.Layer, "Mul", [sketch.Node(value.Layer, "Clip", [apart, sketch.Number(0), sketch.Number(1)]), sketch.Number(separate.Penalty)]);

        // Samples follow one another, each with all its windows.
        var scores = sketch.Node(value.Layer, "Reshape", [sketch.InOrder(value.Inputs[0]), sketch.Constant(-1, windows, heads, length, length)]);
        var lowered = sketch.Node(value.Layer, "Sub", [scores, penalty]);
        return sketch.Node(value.Layer, "Reshape", [lowered, sketch.Constant(-1, heads, length, length)]);
    }
}
