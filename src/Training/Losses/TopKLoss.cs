using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Cross-entropy of the hardest pixels alone. Wu, Shen, van den Hengel, "Bridging category-level and instance-level semantic image segmentation", 2016, arXiv 1605.06885 (online bootstrapping).</summary>
public static class TopKLossExtension
{
    extension(Value logits)
    {
        /// <summary>The mean of w·(−log p of the label) over the share of pixels where it is largest.</summary>
        /// <param name="labels">[N, (D,) H, W]: whole numbers from 0 to C − 1 as float32; pixels with any other label count nowhere.</param>
        /// <param name="share">Of the pixels of the batch that count, rounded down, at least one pixel. nnU-Net's <c>TopKLoss</c> has 10 %.</param>
        /// <param name="pixelWeights">[N, (D,) H, W]: w, which also decides which pixels are the hardest; null: 1.</param>
        /// <exception cref="ArgumentException">The shapes do not fit together, or the share is not above 0 and at most 1.</exception>
        public Value TopKLoss(Value labels, float share = 0.1f, Value? pixelWeights = null)
        {
            var truth = Truth.Of(logits, labels, "TopKLoss");
            var each = -(logits.LogSoftmax() * truth.Classes).Sum([-1]); // [N, (D,) H, W, 1]
            each = pixelWeights is null ? each : each * pixelWeights.Reshape(each.Shape);
            var hardest = each.Largest(truth.Counted, share);
            return (each * hardest).Sum() / hardest.Sum().Clamp(1, float.MaxValue);
        }
    }
}
