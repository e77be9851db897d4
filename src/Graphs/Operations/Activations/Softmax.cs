using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>eˣ / Σ eˣ over the channels of each pixel, or its logarithm.</summary>
/// <param name="Logarithm">Whether the result is the logarithm.</param>
public sealed record Softmax(bool Logarithm) : Operation
{
    /// <inheritdoc/>
    public override string Name => Logarithm ? "LogSoftmax" : "Softmax";

    /// <inheritdoc/>
    public override int MayOverwrite => 0;

    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].Rank > 0 ? inputs[0] : throw new ArgumentException($"{Name}: a scalar has no channels to be normalised over.");

    /// <summary>Reads the output, not the input.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Graph.Add(back.Result.Layer, new SoftmaxGradient(Logarithm), back.Gradient, back.Result));

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Kernels.Softmax.Bind(binding.Input(0), binding.Output, Logarithm, binding.Width);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 4 * output.Elements;
}

/// <summary>The gradient of softmax, y·(g − Σ g·y), or of its logarithm, g − eʸ·Σ g. Inputs: g, y.</summary>
/// <param name="Logarithm">Whether y is the logarithm.</param>
public sealed record SoftmaxGradient(bool Logarithm) : Operation
{
    /// <inheritdoc/>
    public override int MayOverwrite => 0;

    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0] == inputs[1] ? inputs[0]
        : throw new ArgumentException($"SoftmaxGradient: the gradient has shape {inputs[0]}, the result {inputs[1]}.");

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Kernels.Softmax.BindGradient(binding.Input(0), binding.Input(1), binding.Output, Logarithm, binding.Width);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 4 * output.Elements;
}

/// <summary>Softmax of values.</summary>
public static class SoftmaxExtension
{
    extension(Value x)
    {
        /// <summary>eˣ / Σ eˣ over the channels: class probabilities. Scores of any size are safe. PyTorch: <c>softmax(dim=1)</c> on channels-first tensors.</summary>
        public Value Softmax() => x.Graph.Add(new Softmax(Logarithm: false), x);

        /// <summary>x − log Σ eˣ over the channels. PyTorch: <c>log_softmax(dim=1)</c> on channels-first tensors.</summary>
        public Value LogSoftmax() => x.Graph.Add(new Softmax(Logarithm: true), x);
    }
}
