using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>The Lovász extension of the Jaccard loss: [N, C] from errors [N, …, C] and the truth as 0 and 1, of the same shape. Berman, Rannen Triki, Blaschko, CVPR 2018, arXiv 1705.08790.</summary>
public sealed record Lovasz : Operation
{
    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0] == inputs[1] && inputs[0].Rank >= 3 ? [inputs[0][0], inputs[0].Channels]
        : throw new ArgumentException($"Lovasz: errors {inputs[0]} and truth {inputs[1]}; both are [N, (D,) H, W, C].");

    /// <summary>To the errors: <see cref="LovaszGradient"/>, which reads both inputs and nothing of the output. The truth has no gradient.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient.Graph.Add(new LovaszGradient(), back.Gradient, back.Input(0), back.Input(1)));
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Kernels.Lovasz.Bind(binding.Input(0), binding.Input(1), binding.Output);
    }

    /// <summary>Those of the sum; the sort is not arithmetic.</summary>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 4 * inputs[0].Elements;
}

/// <summary>The gradient of <see cref="Lovasz"/> to the errors. Inputs: the gradient of the losses, errors, truth.</summary>
public sealed record LovaszGradient : Operation
{
    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[1];

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Kernels.Lovasz.BindGradient(binding.Input(0), binding.Input(1), binding.Input(2), binding.Output);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 4 * output.Elements;
}

/// <summary>The Lovász extension of values.</summary>
public static class LovaszExtension
{
    extension(Value errors)
    {
        /// <summary>For each sample and class Σ e_i·(J_i − J_{i−1}), the errors sorted from the largest down, J_i the Jaccard loss if just the i largest were mistakes: [N, C].</summary>
        /// <param name="truth">0 and 1, of the errors' shape [N, …, C].</param>
        /// <remarks>A pixel with error 0 and truth 0 counts nowhere. Where errors are equal the loss has a kink; the gradient is then that of one order.</remarks>
        /// <exception cref="ArgumentException">The shapes differ.</exception>
        public Value Lovasz(Value truth) => errors.Graph.Add(new Lovasz(), errors, truth);
    }
}
