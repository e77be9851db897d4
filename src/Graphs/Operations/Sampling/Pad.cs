using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>What a padding is made of.</summary>
public enum PadMode
{
    /// <summary>One number everywhere.</summary>
    Constant,

    /// <summary>The image mirrored at its border samples: … 2 1 | 0 1 2 ….</summary>
    Reflect,

    /// <summary>The border samples repeated: … 0 0 | 0 1 2 ….</summary>
    Replicate,
}

/// <summary>More samples around an image or a volume.</summary>
/// <param name="Mode">What they are made of.</param>
/// <param name="Before">Samples in front of each axis.</param>
/// <param name="After">Samples behind each axis.</param>
/// <param name="Number">The constant of <see cref="PadMode.Constant"/>.</param>
public sealed record Pad(PadMode Mode, Triple Before, Triple After, float Number = 0) : GatherOperation
{
    /// <inheritdoc/>
    protected override float Outside => Number;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        var (x, n) = (inputs[0], inputs[0].Spatial);
        if (Before is not { D: >= 0, H: >= 0, W: >= 0 } || After is not { D: >= 0, H: >= 0, W: >= 0 })
        {
            throw new ArgumentException($"Pad: {Before} before and {After} after; to take samples away, crop (Slice).");
        }

        if (Mode == PadMode.Reflect && (Math.Max(Before.D, After.D) >= n.D || Math.Max(Before.H, After.H) >= n.H || Math.Max(Before.W, After.W) >= n.W))
        {
            throw new ArgumentException($"Pad: {x} has too few samples to mirror {Before} before and {After} after: each must be less than the axis; replicate instead.");
        }

        return x.WithSpatial(new(Before.D + n.D + After.D, Before.H + n.H + After.H, Before.W + n.W + After.W), x.Channels);
    }

    /// <inheritdoc/>
    public override (AxisMap D, AxisMap H, AxisMap W) Maps(Shape input)
    {
        var x = input.Spatial;
        return (Map(x.D, Before.D, After.D), Map(x.H, Before.H, After.H), Map(x.W, Before.W, After.W));
    }

    /// <summary>Of a constant border: the part of the gradient within it, a view. Else the transposed maps. Reads neither input nor output.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        if (Mode != PadMode.Constant)
        {
            base.Gradient(back);
            return;
        }

        var shape = back.Result.Shape;
        Span<int> start = stackalloc int[shape.Rank];
        start.Clear();
        for (var axis = 1; axis < shape.Rank - 1; axis++)
        {
            start[axis] = (shape.Rank - 2 - axis) switch { 0 => Before.W, 1 => Before.H, _ => Before.D };
        }

        var begin = Shape.Of(start);
        back.To(0, () => back.Gradient.Graph.Add(back.Result.Layer, new Slice(begin, back.Input(0).Shape), back.Gradient));
    }

    private AxisMap Map(int inputs, int before, int after) => Mode switch
    {
        PadMode.Reflect when before + after > 0 => AxisMap.Reflect(inputs, before, after),
        PadMode.Replicate => AxisMap.Replicate(inputs, before, after),
        _ => AxisMap.Zeros(inputs, before, after),
    };
}

/// <summary>Padding of values.</summary>
public static class PadExtension
{
    extension(Value x)
    {
        /// <summary>The value with more samples around it. PyTorch: <c>pad</c> with mode "constant", "reflect" or "replicate". Axes that the value has not are ignored.</summary>
        /// <param name="before">Samples in front of each axis.</param>
        /// <param name="after">Samples behind each axis.</param>
        /// <param name="mode">What they are made of.</param>
        /// <param name="number">The constant; 0 by default.</param>
        /// <exception cref="ArgumentException">A negative number of samples, or more to mirror than there are.</exception>
        public Value Pad(Triple before, Triple after, PadMode mode = PadMode.Constant, float number = 0)
        {
            (before, after) = (x.Shape.OnOwnAxes(before, 0), x.Shape.OnOwnAxes(after, 0));
            return before == default && after == default ? x : x.Graph.Add(new Pad(mode, before, after, number), x);
        }
    }
}
