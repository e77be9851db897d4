using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Samples moved along the spatial axes; what leaves at one end comes in at the other.</summary>
/// <param name="Shift">By how many samples; negative ones move towards the beginning.</param>
public sealed record Roll(Triple Shift) : GatherOperation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].Rank >= 3 ? inputs[0]
        : throw new ArgumentException($"Roll: {inputs[0]} has no spatial axes.");

    /// <inheritdoc/>
    public override (AxisMap D, AxisMap H, AxisMap W) Maps(Shape input)
    {
        var x = input.Spatial;
        return (AxisMap.Roll(x.D, Shift.D), AxisMap.Roll(x.H, Shift.H), AxisMap.Roll(x.W, Shift.W));
    }
}

/// <summary>Rolling of values.</summary>
public static class RollExtension
{
    extension(Value x)
    {
        /// <summary>Samples moved along the spatial axes, around the ends: the shifted windows of Swin transformers (Liu et al. 2021, arXiv 2103.14030). PyTorch: <c>roll</c>. Axes that the value has not are ignored.</summary>
        public Value Roll(Triple shift)
        {
            shift = x.Shape.OnOwnAxes(shift, 0);
            return shift == default ? x : x.Graph.Add(new Roll(shift), x);
        }

        /// <summary>Indices moved along one axis, samples and channels included, around the end. PyTorch: <c>roll(shifts, dims)</c>.</summary>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Value Roll(int shift, Index axis)
        {
            // Seen as tokens: what is in front of the axis, the axis, what is behind it.
            var at = axis.GetOffset(x.Shape.Rank);
            var (extents, extent) = (x.Shape.ToArray(), x.Shape[axis]);
            var behind = extents[(at + 1)..].Aggregate(1, (product, size) => product * size);
            var tokens = x.Reshape([(int)(x.Shape.Elements / extent / behind), extent, behind]);
            return tokens.Roll(new Triple(0, 0, shift)).Reshape(x.Shape);
        }
    }
}
