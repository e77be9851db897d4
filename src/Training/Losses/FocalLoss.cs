using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Focal losses, which discount pixels that are right and sure of it. Lin et al., ICCV 2017, arXiv 1708.02002.</summary>
public static class FocalLossExtension
{
    extension(Value logits)
    {
        /// <summary>The focal loss of yes-or-no questions: the mean of α_t·(1 − p_t)^γ·(−log p_t), p_t the probability of the target. torchvision: <c>sigmoid_focal_loss</c>.</summary>
        /// <param name="targets">Of the logits' shape, 0 or 1.</param>
        /// <param name="alpha">Weight of positives; negatives weigh 1 − α. 0.25 by default, as in the paper.</param>
        /// <param name="gamma">How much sure pixels are discounted; 2 by default, as in the paper.</param>
        /// <param name="ignore">A target (2 or more) that counts nowhere; null: none.</param>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value BinaryFocalLoss(Value targets, float alpha = 0.25f, float gamma = 2, float? ignore = null)
        {
            var counted = ignore is { } value ? Overlap.Counted(targets, value) : null;
            targets = counted is null ? targets : targets * counted;

            // 1 − p_t = p where t = 0, 1 − p where t = 1; kept off 0, where a power below 1 has no slope.
            var p = logits.Sigmoid();
            var missing = (p + targets - (2 * p * targets)).Clamp(1e-7f, 1);
            var share = (((2 * alpha) - 1) * targets) + (1 - alpha);
            return BinaryCrossEntropyExtension.MeanOf(share * missing.Power(gamma) * BinaryCrossEntropyExtension.Each(logits, targets, positiveWeight: 1), counted);
        }

        /// <summary>The focal loss of classes: the mean over pixels of α_t·(1 − p_t)^γ·(−log p_t), p = softmax of the logits.</summary>
        /// <param name="labels">[N, (D,) H, W]: whole numbers from 0 to C − 1 as float32.</param>
        /// <param name="alpha">[C], a weight for each class; null: 1.</param>
        /// <param name="gamma">How much sure pixels are discounted; 2 by default, as in the paper.</param>
        /// <param name="ignore">A label whose pixels count nowhere; null: none.</param>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value FocalLoss(Value labels, Value? alpha = null, float gamma = 2, float? ignore = null) =>
            logits.CrossEntropy(labels, classWeights: alpha, options: new(Ignore: ignore, Focus: gamma));
    }
}
