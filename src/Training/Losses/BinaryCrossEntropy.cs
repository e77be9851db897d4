using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Cross-entropy of yes-or-no questions.</summary>
public static class BinaryCrossEntropyExtension
{
    extension(Value logits)
    {
        /// <summary>The mean of w·(q·t·(−log p) + (1 − t)·(−log(1 − p))), p = sigmoid of the logits, channel by channel. PyTorch: <c>binary_cross_entropy_with_logits</c>.</summary>
        /// <param name="targets">Of the logits' shape, 0 to 1.</param>
        /// <param name="weights">Stretched to the logits ([N, H, W, 1] for pixels); null: 1.</param>
        /// <param name="positiveWeight">q, the weight of a positive; above 1 for rare ones.</param>
        /// <param name="ignore">A target (2 or more) that counts nowhere, not even in what the mean divides by; null: none.</param>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value BinaryCrossEntropy(Value targets, Value? weights = null, float positiveWeight = 1, float? ignore = null)
        {
            var counted = ignore is { } value ? Overlap.Counted(targets, value) : null;
            var loss = Each(logits, counted is null ? targets : targets * counted, positiveWeight);
            return MeanOf(weights is null ? loss : loss * weights, counted);
        }
    }

    /// <summary>q·t·(−log p) + (1 − t)·(−log(1 − p)), with −log σ(x) = softplus(−x) and −log(1 − σ(x)) = softplus(x): exact for any score.</summary>
    internal static Value Each(Value logits, Value targets, float positiveWeight) =>
        (positiveWeight * targets * (-logits).Softplus()) + ((1 - targets) * logits.Softplus());

    /// <summary>The mean over all numbers, or over the counted ones.</summary>
    internal static Value MeanOf(Value loss, Value? counted) => counted is null ? loss.Mean() : (loss * counted).Sum() / counted.Sum().Clamp(1, float.MaxValue);
}
