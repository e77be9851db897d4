using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>An operation that is a sparse linear map along each spatial axis: every result is a weighted sum of few inputs (average pooling, resizing, padding, rolling).</summary>
public abstract record GatherOperation : Operation
{
    /// <summary>The maps along depth, height and width.</summary>
    public abstract (AxisMap D, AxisMap H, AxisMap W) Maps(Shape input);

    /// <summary>What a result becomes that reads no input.</summary>
    protected virtual float Outside => 0;

    /// <summary>The transposed maps of the gradient: reads neither input nor output.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient.Graph.Add(back.Result.Layer, new GatherGradient(this, back.Input(0).Shape), back.Gradient));
    }

    /// <inheritdoc/>
    public sealed override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return SeparableGather.Create(binding.Input(0), binding.Output, Maps(binding.Shape(0)), binding.Width, Outside, Name);
    }

    /// <summary>Two for each input that a result reads.</summary>
    public sealed override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => Flops(Maps(inputs[0]), inputs[0]);

    internal static long Flops((AxisMap D, AxisMap H, AxisMap W) maps, Shape x) => 2L * x[0] * x.Channels * maps.D.Taps * maps.H.Taps * maps.W.Taps;
}

/// <summary>The gradient of a <see cref="GatherOperation"/>: the transposed maps, which again gather, so that nothing is added up between threads.</summary>
/// <param name="Forward">Whose gradient.</param>
/// <param name="Extents">The shape of its input.</param>
public sealed record GatherGradient(GatherOperation Forward, Shape Extents) : Operation
{
    /// <inheritdoc/>
    public override string Name => $"{Forward.Name}Gradient";

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Forward.Infer([Extents]) == inputs[0] ? Extents
        : throw new ArgumentException($"{Name}: the gradient is {inputs[0]}, but {Extents} leads to {Forward.Infer([Extents])}.");

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        var (d, h, w) = Forward.Maps(Extents);
        return SeparableGather.Create(binding.Input(0), binding.Output, (d.Transposed(), h.Transposed(), w.Transposed()), binding.Width, name: Name);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => GatherOperation.Flops(Forward.Maps(Extents), Extents);
}
