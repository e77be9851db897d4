using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>For image sequences: how much probabilities differ between neighbouring frames where the truth does not change. After Liu et al., ECCV 2020, arXiv 2002.11433.</summary>
/// <remarks>
/// A term of a <see cref="SumLossOptions"/> beside a loss of regions. Frames are the depth of volumes [N, T, H, W, C]: the samples of a batch are drawn at random, so they are none.
/// Pixel weights do not apply: they speak of one frame, the loss of two.
/// </remarks>
public sealed record TemporalConsistencyLossOptions : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights) => logits.TemporalConsistency(labels);
}
