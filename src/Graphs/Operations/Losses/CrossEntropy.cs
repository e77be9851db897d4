using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>The cross-entropy of class scores with labels: one number. Inputs: logits [N, (D,) H, W, C], labels [N, (D,) H, W], then pixel weights (as labels) and class weights [C] where given.</summary>
/// <param name="Options">Mean, ignored label, smoothing, focus.</param>
/// <param name="PixelWeights">Whether an input holds a weight for each pixel.</param>
/// <param name="ClassWeights">Whether the last input holds a weight for each class.</param>
public sealed record CrossEntropy(CrossEntropyOptions Options, bool PixelWeights, bool ClassWeights) : Operation
{
    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Require(Name, inputs[0], inputs[1], "labels");
        if (PixelWeights)
        {
            Require(Name, inputs[0], inputs[2], "pixel weights");
        }

        return !ClassWeights || inputs[^1] == [inputs[0].Channels] ? []
            : throw new ArgumentException($"CrossEntropy: class weights of logits {inputs[0]} are [{inputs[0].Channels}], not {inputs[^1]}.");
    }

    /// <summary>To the logits: <see cref="CrossEntropyGradient"/>, which reads all inputs and nothing of the output. Labels and weights have no gradient.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient.Graph.Add(new CrossEntropyGradient(this), [back.Gradient, .. back.Result.Inputs]));
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Kernels.CrossEntropy.Bind(Inputs(binding, first: 0), binding.Output, Options, binding.Width);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 4 * inputs[0].Elements;

    internal CrossEntropyInputs Inputs(Binding binding, int first) => new(
        binding.Input(first),
        binding.Input(first + 1),
        PixelWeights ? binding.Input(first + 2) : null,
        ClassWeights ? binding.Input(binding.Count - 1) : null);

    /// <summary>Refuses labels or weights that are not one for each pixel: [N, H, W] or [N, H, W, 1].</summary>
    internal static void Require(string name, Shape logits, Shape pixels, string what)
    {
        if (logits.Rank < 2 || (pixels != logits.With(^1, 1) && (pixels.Rank != logits.Rank - 1 || Shape.Of([.. pixels.ToArray(), logits.Channels]) != logits)))
        {
            throw new ArgumentException($"{name}: {what} of logits {logits} are {(logits.Rank < 2 ? "one for each pixel" : Shape.Of([.. logits.ToArray().SkipLast(1)]))}, not {pixels}.");
        }
    }
}

/// <summary>The gradient of <see cref="CrossEntropy"/> to the logits. Inputs: the gradient of the loss, then those of the loss.</summary>
/// <param name="Loss">The loss.</param>
public sealed record CrossEntropyGradient(CrossEntropy Loss) : Operation
{
    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[1];

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Kernels.CrossEntropy.BindGradient(binding.Input(0), Loss.Inputs(binding, first: 1), binding.Output, Loss.Options, binding.Width);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 8 * output.Elements;
}

/// <summary>Cross-entropy of values.</summary>
public static class CrossEntropyExtension
{
    extension(Value logits)
    {
        /// <summary>The mean over pixels of w·(−log p), p the softmax probability of the pixel's label. PyTorch: <c>cross_entropy</c>.</summary>
        /// <param name="labels">[N, (D,) H, W]: whole numbers from 0 to C − 1 as float32.</param>
        /// <param name="pixelWeights">A weight for each pixel, as the labels; the weight map of the U-Net paper. Null: 1.</param>
        /// <param name="classWeights">[C]; null: 1.</param>
        /// <param name="options">What the mean divides by (PyTorch with class weights: <see cref="PixelMean.OverWeights"/>), ignored label, label smoothing, focus.</param>
        /// <remarks>One difference from PyTorch: where every pixel is ignored the loss is 0, not NaN.</remarks>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value CrossEntropy(Value labels, Value? pixelWeights = null, Value? classWeights = null, CrossEntropyOptions options = default)
        {
            Value[] inputs = [logits, labels, .. pixelWeights is null ? [] : new[] { pixelWeights }, .. classWeights is null ? [] : new[] { classWeights }];
            return logits.Graph.Add(new CrossEntropy(options, pixelWeights is not null, classWeights is not null), inputs);
        }
    }
}
