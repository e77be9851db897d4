using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>The mean of each window, channel by channel.</summary>
/// <param name="Geometry">The windows.</param>
/// <param name="CountPadding">Whether the mean divides by the samples of the padding too.</param>
public sealed record AvgPool(PoolGeometry Geometry, bool CountPadding = true) : GatherOperation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => PoolShapes.Output(Name, Geometry, inputs[0]);

    /// <inheritdoc/>
    public override (AxisMap D, AxisMap H, AxisMap W) Maps(Shape input)
    {
        var (x, y) = (input.Spatial, Geometry.Output(input.Spatial));
        return (
            AxisMap.Average(x.D, y.D, Geometry.Kernel.D, Geometry.Stride.D, Geometry.Padding.D, CountPadding),
            AxisMap.Average(x.H, y.H, Geometry.Kernel.H, Geometry.Stride.H, Geometry.Padding.H, CountPadding),
            AxisMap.Average(x.W, y.W, Geometry.Kernel.W, Geometry.Stride.W, Geometry.Padding.W, CountPadding));
    }
}

/// <summary>Average pooling of values.</summary>
public static class AvgPoolExtension
{
    extension(Value x)
    {
        /// <summary>The mean of each window of <paramref name="size"/> samples on every spatial axis, windows side by side. PyTorch: <c>avg_pool2d</c>, <c>avg_pool3d</c>.</summary>
        /// <exception cref="ArgumentException">No window fits.</exception>
        public Value AvgPool(int size) => x.AvgPool(Triple.All(size));

        /// <summary>The mean of each window. Axes that the value has not (depth of an image) are ignored.</summary>
        /// <param name="kernel">Extents of a window.</param>
        /// <param name="stride">From one window to the next; null for the window's extents.</param>
        /// <param name="padding">Zeros on each side, at most half a window.</param>
        /// <param name="countPadding">Whether the mean divides by the samples of the padding too (PyTorch: <c>count_include_pad</c>).</param>
        /// <param name="ceil">Whether a last window that is not full counts (PyTorch: <c>ceil_mode</c>).</param>
        /// <exception cref="ArgumentException">No window fits, or the padding is more than half a window.</exception>
        public Value AvgPool(Triple kernel, Triple? stride = null, Triple padding = default, bool countPadding = true, bool ceil = false) =>
            x.Graph.Add(new AvgPool(PoolShapes.Geometry(x.Shape, kernel, stride, padding, ceil), countPadding), x);
    }
}
