using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>What flickering costs. After Liu, Shen, Yu, Wang, "Efficient semantic video segmentation with per-frame inference", ECCV 2020, arXiv 2002.11433, with what does not move in place of optical flow.</summary>
public static class TemporalConsistencyLossExtension
{
    extension(Value logits)
    {
        /// <summary>The mean of (p_t+1 − p_t)² over classes and over the pixels of neighbouring frames whose label is the same in both, p = softmax of the logits.</summary>
        /// <param name="labels">[N, T, H, W]: whole numbers from 0 to C − 1 as float32; pixels with any other label count nowhere.</param>
        /// <remarks>Logits are [N, T, H, W, C]: frames are the depth of a volume. It is least for an answer that never changes: it goes together with a loss of regions.</remarks>
        /// <exception cref="ArgumentException">The shapes do not fit together, or there are not two frames.</exception>
        public Value TemporalConsistency(Value labels)
        {
            const string Name = "TemporalConsistency";
            if (logits.Shape.Rank != 5 || logits.Shape[1] < 2)
            {
                throw new ArgumentException($"{Name}: frames are the depth of a volume [N, T, H, W, C], at least two; logits are {logits.Shape}: train on patches of three sides, the first of them time.");
            }

            var (truth, pairs) = (Truth.Of(logits, labels, Name), logits.Shape[1] - 1);
            var unchanged = (truth.Classes.Slice(axis: 1, 0, pairs) * truth.Classes.Slice(axis: 1, 1, pairs)).Sum([-1]);
            var p = logits.Softmax();
            return (truth with { Counted = unchanged }).MeanOf((p.Slice(axis: 1, 1, pairs) - p.Slice(axis: 1, 0, pairs)).Square());
        }
    }
}
