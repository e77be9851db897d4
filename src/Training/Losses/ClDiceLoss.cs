using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Centre-line Dice, for vessels, neurites, roads: whether they hang together. Shit, Paetzold, Sekuboyina et al., CVPR 2021, arXiv 2003.07311.</summary>
public static class ClDiceLossExtension
{
    extension(Value logits)
    {
        /// <summary>The mean over classes of 1 − 2·P·S / (P + S), P = (Σ k(p)·y + s) / (Σ k(p) + s), S = (Σ k(y)·p + s) / (Σ k(y) + s), p = softmax of the logits, k the soft skeleton; sums run over the batch.</summary>
        /// <param name="labels">[N, (D,) H, W]: whole numbers from 0 to C − 1 as float32; pixels with any other label are background to truth and prediction alike.</param>
        /// <param name="iterations">Erosions of the soft skeleton: half the width, in pixels, of the thickest structure; 3 by default.</param>
        /// <param name="smooth">s; 1 by default, as in the authors' code.</param>
        /// <param name="withBackground">Whether class 0 counts; false by default.</param>
        /// <remarks>Each erosion keeps some images of the classes' size until the gradient is taken.</remarks>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value ClDiceLoss(Value labels, int iterations = 3, float smooth = 1, bool withBackground = false)
        {
            const string Name = "ClDiceLoss";
            var truth = Truth.Of(logits, labels, Name).Chosen(withBackground, Name);
            Value y = truth.Classes, p = Truth.Chosen(logits.Softmax(), withBackground, Name) * truth.Counted;
            int[] axes = [.. Enumerable.Range(0, p.Shape.Rank - 1)];
            Value precision = Within(SoftSkeleton.Of(p, iterations), y), sensitivity = Within(SoftSkeleton.Of(y, iterations), p);
            return 1 - (2 * (precision * sensitivity / (precision + sensitivity))).Mean();

            // The share of a skeleton that lies in a mask.
            Value Within(Value skeleton, Value mask) => ((skeleton * mask).Sum(axes) + smooth) / (skeleton.Sum(axes) + smooth);
        }
    }
}
