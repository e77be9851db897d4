using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Soft Dice losses. Milletari, Navab, Ahmadi, 3DV 2016, arXiv 1606.04797.</summary>
public static class DiceLossExtension
{
    // nnU-Net's guard against an empty denominator when Smooth is 0.
    private const float SmallestDenominator = 1e-8f;

    extension(Value logits)
    {
        /// <summary>1 − the mean over classes of (2·Σ p·y + s) / (Σ p + Σ y + s), p = softmax of the logits.</summary>
        /// <param name="labels">[N, (D,) H, W]: whole numbers from 0 to C − 1 as float32.</param>
        /// <param name="options">Smoothing s (1e-5, as nnU-Net), background, batch, ignored label.</param>
        /// <remarks>nnU-Net's <c>MemoryEfficientSoftDiceLoss</c> is the negative Dice, this loss − 1; the gradient is the same.</remarks>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value DiceLoss(Value labels, OverlapLossOptions? options = null)
        {
            options ??= new();
            return 1 - Dice(Overlap.OfClasses(logits, labels, options), options).Mean();
        }

        /// <summary>1 − the mean of (2·Σ p·y + s) / (Σ p + Σ y + s) for logits whose channels are independent yes-or-no questions, p = sigmoid.</summary>
        /// <param name="targets">Of the logits' shape, 0 to 1.</param>
        /// <param name="options">Smoothing s, batch, ignored value; every channel counts.</param>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value BinaryDiceLoss(Value targets, OverlapLossOptions? options = null)
        {
            options ??= new();
            return 1 - Dice(Overlap.OfQuestions(logits, targets, options), options).Mean();
        }

        /// <summary>Cross-entropy plus Dice, nnU-Net's loss: what one leaves flat (few pixels of a class; unsure pixels) the other climbs. Isensee et al., Nature Methods 18, 2021.</summary>
        /// <param name="labels">[N, (D,) H, W]: whole numbers from 0 to C − 1 as float32.</param>
        /// <param name="crossEntropyWeight">Factor of the cross-entropy.</param>
        /// <param name="diceWeight">Factor of the Dice loss.</param>
        /// <param name="options">Of the Dice loss; by default without background, over the batch. Its ignored label serves both.</param>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value DiceAndCrossEntropy(Value labels, float crossEntropyWeight = 1, float diceWeight = 1, OverlapLossOptions? options = null)
        {
            options ??= new(WithBackground: false);
            return (crossEntropyWeight * logits.CrossEntropy(labels, options: new(Ignore: options.Ignore))) + (diceWeight * logits.DiceLoss(labels, options));
        }
    }

    private static Value Dice(Overlap sums, OverlapLossOptions options) =>
        ((2 * sums.Both) + options.Smooth) / (sums.Predicted + sums.Labelled + options.Smooth).Clamp(SmallestDenominator, float.MaxValue);
}
