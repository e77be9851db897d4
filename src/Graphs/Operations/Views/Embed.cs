using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>A value amid zeros: the gradient of <see cref="Slice"/>.</summary>
/// <param name="Start">Where the value begins on each axis.</param>
/// <param name="Extents">The extents of the result.</param>
public sealed record Embed(Shape Start, Shape Extents) : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Extents;

    /// <summary>The part of the gradient where the value stands: reads neither input nor output.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient.Graph.Add(new Slice(Start, back.Input(0).Shape), back.Gradient));
    }

    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return new PlacePart(sum: null, binding.Input(0), binding.Output, binding.Shape(0).ToArray(), Start.ToArray(), Extents.ToArray());
    }
}

/// <summary>A sum whose second term is smaller: it is added where <see cref="Embed"/> would put it. Inputs: the sum so far, the part.</summary>
/// <param name="Start">Where the part begins on each axis.</param>
public sealed record AddPart(Shape Start) : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override int MayOverwrite => 0;

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return new PlacePart(binding.Input(0), binding.Input(1), binding.Output, binding.Shape(1).ToArray(), Start.ToArray(), binding.Value.Shape.ToArray());
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => inputs[1].Elements;
}
