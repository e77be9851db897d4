using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Tversky losses, which weigh false positives and false negatives apart. Salehi et al., 2017, arXiv 1706.05721; focal: Abraham and Khan, 2018, arXiv 1810.07842.</summary>
public static class TverskyLossExtension
{
    extension(Value logits)
    {
        /// <summary>The mean over classes of (1 − T)^power, T = (Σ p·y + s) / (Σ p·y + α·Σ p·(1 − y) + β·Σ (1 − p)·y + s), p = softmax of the logits.</summary>
        /// <param name="labels">[N, (D,) H, W]: whole numbers from 0 to C − 1 as float32.</param>
        /// <param name="falsePositives">α, the price of a false positive; 0.3 by default. α = β = 1/2 is Dice.</param>
        /// <param name="falseNegatives">β, the price of a false negative; 0.7 by default, as in the paper.</param>
        /// <param name="power">1 by default; below 1 (0.75 in the focal paper) classes that are nearly right count more, above 1 less.</param>
        /// <param name="options">Smoothing s, background, batch, ignored label; by default s = 1.</param>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value TverskyLoss(Value labels, float falsePositives = 0.3f, float falseNegatives = 0.7f, float power = 1, OverlapLossOptions? options = null)
        {
            options ??= new(Smooth: 1);
            var sums = Overlap.OfClasses(logits, labels, options);

            // Σ p·(1 − y) = Σ p − Σ p·y, Σ (1 − p)·y = Σ y − Σ p·y.
            Value wrong = (falsePositives * (sums.Predicted - sums.Both)) + (falseNegatives * (sums.Labelled - sums.Both)), both = sums.Both + options.Smooth;
            var miss = wrong / (both + wrong); // 1 − T without the cancellation near T = 1

            // A root has no slope at 0: rounding may leave a class without any error at or below it.
            return (power == 1 ? miss : miss.Clamp(1e-7f, 1).Power(power)).Mean();
        }
    }
}
