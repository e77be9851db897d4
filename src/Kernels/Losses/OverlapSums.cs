namespace UNetSharp.Kernels;

/// <summary>Binds the sums that Dice, Tversky and their kin are made of, from logits and labels, and their gradient to the logits.</summary>
/// <remarks>With p the softmax of a pixel's logits and y its label as 0 and 1, for each sample and class: [Σ p·y, Σ p, Σ y]. Pixels with the ignored label count nowhere.</remarks>
public static class OverlapSums
{
    /// <summary>sums = [N, 3, C] from logits [N, pixels, C] and labels [N, pixels].</summary>
    /// <param name="logits">Class scores, contiguous.</param>
    /// <param name="labels">One whole number from 0 to C − 1 for each pixel, contiguous.</param>
    /// <param name="sums">The result: N·3·C numbers, contiguous.</param>
    /// <param name="ignore">The ignored label, or null.</param>
    /// <param name="width">Register width; the machine's best by default.</param>
    /// <exception cref="ArgumentException">The windows do not fit together.</exception>
    public static Kernel Bind(Window logits, Window labels, Window sums, float? ignore, VectorWidth? width = null)
    {
        Require(logits, labels, sums);
        var inputs = new CrossEntropyInputs(logits, labels);
        return (width ?? VectorWidths.Best) switch
        {
            VectorWidth.Bits512 => new OverlapSumsKernel<Lane512>(inputs, sums, ignore),
            VectorWidth.Bits256 => new OverlapSumsKernel<Lane256>(inputs, sums, ignore),
            VectorWidth.Bits128 => new OverlapSumsKernel<Lane128>(inputs, sums, ignore),
            _ => new OverlapSumsKernel<Lane1>(inputs, sums, ignore),
        };
    }

    /// <summary>result = the gradient of the logits, from the gradient of the sums.</summary>
    /// <param name="gradient">The gradient of the sums: N·3·C numbers, contiguous.</param>
    /// <param name="logits">Class scores, contiguous.</param>
    /// <param name="labels">The labels, contiguous.</param>
    /// <param name="result">The gradient of the logits, contiguous.</param>
    /// <param name="ignore">The ignored label, or null.</param>
    /// <exception cref="ArgumentException">The windows do not fit together.</exception>
    public static Kernel BindGradient(Window gradient, Window logits, Window labels, Window result, float? ignore) => BindGradient(gradient, logits, labels, result, (ignore, VectorWidths.Best));

    /// <inheritdoc cref="BindGradient(Window, Window, Window, Window, float?)"/>
    public static Kernel BindGradient(Window gradient, Window logits, Window labels, Window result, (float? Ignore, VectorWidth Width) options)
    {
        Require(logits, labels, gradient);
        Contiguous.Require("OverlapSums", logits, result);
        var inputs = new CrossEntropyInputs(logits, labels);
        return options.Width switch
        {
            VectorWidth.Bits512 => new OverlapGradientKernel<Lane512>(gradient, inputs, result, options.Ignore),
            VectorWidth.Bits256 => new OverlapGradientKernel<Lane256>(gradient, inputs, result, options.Ignore),
            VectorWidth.Bits128 => new OverlapGradientKernel<Lane128>(gradient, inputs, result, options.Ignore),
            _ => new OverlapGradientKernel<Lane1>(gradient, inputs, result, options.Ignore),
        };
    }

    private static void Require(Window logits, Window labels, Window sums)
    {
        Contiguous.Require("OverlapSums", logits);
        Contiguous.Require("OverlapSums", labels);
        Contiguous.Require("OverlapSums", sums);
        if (labels.Size != logits.Pixels || sums.Size != 3L * logits.N * logits.C)
        {
            throw new ArgumentException($"OverlapSums: logits {logits} take {logits.Pixels} labels and give [{logits.N}, 3, {logits.C}] sums; labels {labels}, sums {sums}.");
        }
    }
}
