namespace UNetSharp.Kernels;

/// <summary>Binds the cross-entropy of class scores with labels, from logits to one number, and its gradient.</summary>
/// <remarks>
/// With p = softmax of a pixel's logits, t its label, v its weight, k the class weights, the pixel's loss is
/// <code>v·[(1 − ε)·k_t·(1 − p_t)^γ·(−log p_t) + ε/C·Σ_c k_c·(−log p_c)]</code>
/// Scores of any size are safe: the largest is taken off first. Where nothing counts (all ignored, or weights 0) the loss and its gradient are 0.
/// </remarks>
public static class CrossEntropy
{
    /// <summary>loss = the mean over pixels.</summary>
    /// <param name="inputs">What it reads.</param>
    /// <param name="loss">One number.</param>
    /// <param name="options">Variants.</param>
    /// <param name="width">Register width; the machine's best by default.</param>
    /// <exception cref="ArgumentException">The windows do not fit together.</exception>
    public static Kernel Bind(CrossEntropyInputs inputs, Window loss, CrossEntropyOptions options, VectorWidth? width = null)
    {
        Require(inputs, loss);
        return (width ?? VectorWidths.Best) switch
        {
            VectorWidth.Bits512 => new CrossEntropyKernel<Lane512>(inputs, loss, options),
            VectorWidth.Bits256 => new CrossEntropyKernel<Lane256>(inputs, loss, options),
            VectorWidth.Bits128 => new CrossEntropyKernel<Lane128>(inputs, loss, options),
            _ => new CrossEntropyKernel<Lane1>(inputs, loss, options),
        };
    }

    /// <summary>result = gradient·∂loss/∂logits.</summary>
    /// <param name="gradient">The gradient of the loss: one number.</param>
    /// <param name="inputs">What the loss read.</param>
    /// <param name="result">The gradient of the logits.</param>
    /// <param name="options">The loss's variants.</param>
    /// <param name="width">Register width; the machine's best by default.</param>
    /// <exception cref="ArgumentException">The windows do not fit together.</exception>
    public static Kernel BindGradient(Window gradient, CrossEntropyInputs inputs, Window result, CrossEntropyOptions options, VectorWidth? width = null)
    {
        Require(inputs, gradient);
        Contiguous.Require("CrossEntropy", inputs.Logits, result);
        return (width ?? VectorWidths.Best) switch
        {
            VectorWidth.Bits512 => new CrossEntropyGradientKernel<Lane512>(gradient, inputs, result, options),
            VectorWidth.Bits256 => new CrossEntropyGradientKernel<Lane256>(gradient, inputs, result, options),
            VectorWidth.Bits128 => new CrossEntropyGradientKernel<Lane128>(gradient, inputs, result, options),
            _ => new CrossEntropyGradientKernel<Lane1>(gradient, inputs, result, options),
        };
    }

    private static void Require(CrossEntropyInputs inputs, Window scalar)
    {
        Contiguous.Require("CrossEntropy", inputs.Logits);
        Contiguous.Require("CrossEntropy", inputs.Labels);
        var (pixels, classes) = (inputs.Logits.Pixels, inputs.Logits.C);
        if (inputs.Labels.Size != pixels || (inputs.PixelWeights is { } weights && (weights.Size != pixels || !weights.IsContiguous)))
        {
            throw new ArgumentException($"CrossEntropy: logits {inputs.Logits} take one label and one weight for each of {pixels} pixels, in one run of memory; labels {inputs.Labels}, weights {inputs.PixelWeights}.");
        }

        if (scalar.Size != 1 || (inputs.ClassWeights is { } own && (own.Size != classes || !own.IsContiguous)))
        {
            throw new ArgumentException($"CrossEntropy: the loss is one number and class weights are {classes}; loss {scalar}, class weights {inputs.ClassWeights}.");
        }
    }
}
