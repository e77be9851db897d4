using UNetSharp.Graphs;
using UNetSharp.Networks;

namespace UNetSharp.ModelFiles;

/// <summary>Normalisations of ONNX.</summary>
internal static class NormalisationForms
{
    /// <summary>Name and form.</summary>
    public static IEnumerable<(string, OnnxForm)> All =>
        [("BatchNormalization", Batch), ("InstanceNormalization", Instance), ("GroupNormalization", Group), ("LayerNormalization", Layer)];

    private static DrawnValue Batch(OnnxCall call)
    {
        if (call.Node.Whole("training_mode", 0) != 0) throw call.Refuse("is in training mode: export the network for inference (model.eval() in PyTorch)");
        var x = call.Drawn(0);
        var statistics = new RunningStatistics(call.Vector(3, trained: false)!, call.Vector(4, trained: false)!, Share: 1 - call.Node.Number("momentum", 0.9f));
        var last = x.Arranged(DrawnValue.Last(x.Rank));
        return OnnxCall.Made(last.BatchNorm(call.Vector(1)!, call.Vector(2)!, statistics, call.Node.Number("epsilon", 1e-5f)));
    }

    private static OnnxValue Instance(OnnxCall call)
    {
        var epsilon = call.Node.Number("epsilon", 1e-5f);

        // PyTorch writes group normalisation as an instance normalisation of [N, groups, everything else] with factors 1 and summands 0.
        return call[0] is GroupedValue { Groups: var groups, Whole: var whole } && IsAll(call, 1, 1) && IsAll(call, 2, 0)
            ? new GroupedValue(OnnxCall.Made(whole.ChannelsLast().GroupNorm(groups, epsilon: epsilon)), groups)
            : OnnxCall.Made(call.Drawn(0).ChannelsLast().InstanceNorm(call.Vector(1), call.Vector(2), epsilon));
    }

    private static DrawnValue Group(OnnxCall call)
    {
        var (x, groups) = (call.Drawn(0).ChannelsLast(), (int)Math.Clamp(call.Node.Whole("num_groups", 1), 1, int.MaxValue));
        if (call.Opset >= 21) return OnnxCall.Made(x.GroupNorm(groups, call.Vector(1), call.Vector(2), call.Node.Number("epsilon", 1e-5f)));
        throw call.Refuse("is of opset 18 to 20, which have one factor for a group instead of a channel; opset 21 is read");
    }

    private static DrawnValue Layer(OnnxCall call)
    {
        var x = call.Drawn(0);
        var axis = call.Axis(call.Node.Whole("axis", -1), x.Rank);
        if (call.Node.Outputs.Skip(1).Any(name => name.Length > 0)) throw call.Refuse("also gives its statistics, which are not read");

        // What is normalised together must lie together; the axes in front may be in any order.
        var order = x.Axes.Where(place => place < axis).Concat(Enumerable.Range(axis, x.Rank - axis)).ToArray();
        var y = x.Arranged([.. order]).LayerNorm(Parameter(1), Parameter(2), x.Rank - axis, call.Node.Number("epsilon", 1e-5f));
        return new DrawnValue(y, [.. order]);

        Value? Parameter(int index) => call.Has(index) ? call.Drawing.Parameter(call.Folded(index)) : null;
    }

    private static bool IsAll(OnnxCall call, int index, double number) => call[index] is FoldedTensor { Count: < 1 << 16 } tensor && tensor.Numbers.All(value => value == number);
}
