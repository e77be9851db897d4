using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Means over a given number of windows that cover each axis: window o of m on an axis of n samples is [⌊o·n/m⌋, ⌈(o + 1)·n/m⌉).</summary>
/// <param name="Output">How many windows.</param>
public sealed record AdaptiveAvgPool(Triple Output) : GatherOperation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Output is { D: > 0, H: > 0, W: > 0 } ? inputs[0].WithSpatial(Output, inputs[0].Channels)
        : throw new ArgumentException($"AdaptiveAvgPool: an output of {Output}; there must be at least one window on each axis.");

    /// <inheritdoc/>
    public override (AxisMap D, AxisMap H, AxisMap W) Maps(Shape input)
    {
        var x = input.Spatial;
        return (AxisMap.AdaptiveAverage(x.D, Output.D), AxisMap.AdaptiveAverage(x.H, Output.H), AxisMap.AdaptiveAverage(x.W, Output.W));
    }
}

/// <summary>Adaptive average pooling of values.</summary>
public static class AdaptiveAvgPoolExtension
{
    extension(Value x)
    {
        /// <summary>Means over windows that cover the value, so many on each spatial axis. PyTorch: <c>adaptive_avg_pool2d</c>, <c>adaptive_avg_pool3d</c>. Axes that the value has not are ignored.</summary>
        /// <remarks>One window for everything is the mean over the spatial axes, and is drawn as that: it is cut in pieces for threads where a pooling would be a single one.</remarks>
        /// <exception cref="ArgumentException">No window on some axis.</exception>
        public Value AdaptiveAvgPool(Triple output)
        {
            output = x.Shape.OnOwnAxes(output, 1);
            return output == Triple.All(1) ? x.Mean([.. Enumerable.Range(1, x.Shape.SpatialRank)]) : x.Graph.Add(new AdaptiveAvgPool(output), x);
        }
    }
}
