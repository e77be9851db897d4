using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>The largest number of each window, channel by channel.</summary>
/// <param name="Geometry">The windows.</param>
public sealed record MaxPool(PoolGeometry Geometry) : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => PoolShapes.Output(Name, Geometry, inputs[0]);

    /// <summary>All of a window's gradient goes to its first maximum in row-major order. Reads the input, where the maxima are found again.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient.Graph.Add(back.Result.Layer, new MaxPoolGradient(Geometry), back.Input(0), back.Gradient));
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return MaxPooling.Forward(binding.Input(0), binding.Output, Geometry, binding.Width);
    }

    /// <summary>A comparison for each number of each window.</summary>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => output.Elements * Geometry.Kernel.Product;
}

/// <summary>The gradient of <see cref="MaxPool"/>. Inputs: the pooling's input, the gradient of its output.</summary>
/// <param name="Geometry">The windows.</param>
public sealed record MaxPoolGradient(PoolGeometry Geometry) : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => PoolShapes.Output(Name, Geometry, inputs[0]) == inputs[1] ? inputs[0]
        : throw new ArgumentException($"MaxPoolGradient: a gradient {inputs[1]} for a pooling of {inputs[0]} with windows of {Geometry.Kernel}.");

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return MaxPooling.Gradient(binding.Input(0), binding.Input(1), binding.Output, Geometry, binding.Width);
    }

    /// <summary>Two comparisons for each number of each window.</summary>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 2 * inputs[1].Elements * Geometry.Kernel.Product;
}

/// <summary>Max pooling of values.</summary>
public static class MaxPoolExtension
{
    extension(Value x)
    {
        /// <summary>The largest number of each window of <paramref name="size"/> samples on every spatial axis, windows side by side. PyTorch: <c>max_pool2d</c>, <c>max_pool3d</c>.</summary>
        /// <exception cref="ArgumentException">No window fits.</exception>
        public Value MaxPool(int size) => x.MaxPool(Triple.All(size));

        /// <summary>The largest number of each window. Axes that the value has not (depth of an image) are ignored.</summary>
        /// <param name="kernel">Extents of a window.</param>
        /// <param name="stride">From one window to the next; null for the window's extents.</param>
        /// <param name="padding">How far the first window begins in front of the input, at most half a window. What is there never wins.</param>
        /// <param name="ceil">Whether a last window that is not full counts (PyTorch: <c>ceil_mode</c>).</param>
        /// <exception cref="ArgumentException">No window fits, or the padding is more than half a window.</exception>
        public Value MaxPool(Triple kernel, Triple? stride = null, Triple padding = default, bool ceil = false) =>
            x.Graph.Add(new MaxPool(PoolShapes.Geometry(x.Shape, kernel, stride, padding, ceil)), x);
    }
}
