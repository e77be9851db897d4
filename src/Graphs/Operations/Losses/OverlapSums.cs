using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>What Dice, Tversky and their kin are made of, in one pass over logits [N, (D,) H, W, C] and labels [N, (D,) H, W]: [N, 3, C] = Σ p·y, Σ p, Σ y over the pixels of a sample, with p = softmax.</summary>
/// <param name="Ignore">A label whose pixels count nowhere; null: none.</param>
/// <remarks>Neither the probabilities nor the labels' one-hot form are ever made, so such a loss costs no memory beside the logits and their gradient.</remarks>
public sealed record OverlapSums(float? Ignore) : Operation
{
    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        CrossEntropy.Require(Name, inputs[0], inputs[1], "labels");
        return inputs[0].Rank >= 3 ? [inputs[0][0], 3, inputs[0].Channels]
            : throw new ArgumentException($"OverlapSums: logits are [N, (D,) H, W, C], not {inputs[0]}.");
    }

    /// <summary>To the logits: <see cref="OverlapSumsGradient"/>, which reads both inputs and nothing of the output.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient.Graph.Add(new OverlapSumsGradient(Ignore), back.Gradient, back.Input(0), back.Input(1)));
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Kernels.OverlapSums.Bind(binding.Input(0), binding.Input(1), binding.Output, Ignore, binding.Width);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 6 * inputs[0].Elements;
}

/// <summary>The gradient of <see cref="OverlapSums"/> to the logits. Inputs: the gradient of the sums, logits, labels.</summary>
/// <param name="Ignore">The ignored label.</param>
public sealed record OverlapSumsGradient(float? Ignore) : Operation
{
    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[1];

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Kernels.OverlapSums.BindGradient(binding.Input(0), binding.Input(1), binding.Input(2), binding.Output, (Ignore, binding.Width));
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 8 * output.Elements;
}

/// <summary>Overlap sums of values.</summary>
public static class OverlapSumsExtension
{
    extension(Value logits)
    {
        /// <summary>For each sample and class [Σ p·y, Σ p, Σ y] over the pixels, p = softmax of the logits, y the labels as 0 and 1: [N, 3, C].</summary>
        /// <param name="labels">[N, (D,) H, W]: whole numbers from 0 to C − 1 as float32.</param>
        /// <param name="ignore">A label whose pixels count nowhere; null: none.</param>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value OverlapSums(Value labels, float? ignore = null) => logits.Graph.Add(new OverlapSums(ignore), logits, labels);
    }
}
