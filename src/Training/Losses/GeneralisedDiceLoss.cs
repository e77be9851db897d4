using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Dice in which rare classes weigh as much as frequent ones. Sudre, Li, Vercauteren, Ourselin, Cardoso, DLMIA 2017, arXiv 1707.03237.</summary>
public static class GeneralisedDiceLossExtension
{
    extension(Value logits)
    {
        /// <summary>1 − (2·Σ_c w_c·Σ p·y + s) / (Σ_c w_c·(Σ p + Σ y) + s), p = softmax of the logits, w_c = 1 / (Σ y)² divided by the sum of those of all classes.</summary>
        /// <param name="labels">[N, (D,) H, W]: whole numbers from 0 to C − 1 as float32.</param>
        /// <param name="options">Smoothing s (1e-5), background (counts, as in the paper), batch, ignored label.</param>
        /// <remarks>
        /// The paper's weight of a class without any pixel is infinite. Here it is 0: what is wrongly given to such a class is missing from another, and costs there. Weights are divided by their sum so
        /// that s means the same for patches of any size; else this changes nothing.
        /// </remarks>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value GeneralisedDiceLoss(Value labels, OverlapLossOptions? options = null)
        {
            options ??= new();
            var sums = Overlap.OfClasses(logits, labels, options);

            // Counts of pixels: 0, or at least 1.
            var weights = sums.Labelled.Clamp(0, 1) * sums.Labelled.Clamp(1, float.MaxValue).Square().Reciprocal();
            weights /= weights.Sum([-1]).Clamp(SmallestWeight, float.MaxValue);
            Value both = (weights * sums.Both).Sum([-1]), all = (weights * (sums.Predicted + sums.Labelled)).Sum([-1]);
            return (1 - (((2 * both) + options.Smooth) / (all + options.Smooth))).Mean();
        }
    }

    // Below the square of any count that float32 holds: only where no class has a pixel is it taken.
    private const float SmallestWeight = 1e-30f;
}
