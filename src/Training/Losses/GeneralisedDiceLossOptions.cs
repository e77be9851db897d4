using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Dice over all classes at once, each weighed by one over the square of its pixels in the truth. Sudre et al., DLMIA 2017, arXiv 1707.03237.</summary>
/// <remarks>Pixel weights have no place in sums of overlap.</remarks>
/// <param name="Smooth">Added above and below the fraction. Default 1e-5.</param>
/// <param name="WithBackground">Whether class 0 counts. Default true, as in the paper.</param>
/// <param name="OverBatch">Whether sums run over the batch together. Default true.</param>
public sealed record GeneralisedDiceLossOptions(float Smooth = 1e-5f, bool WithBackground = true, bool OverBatch = true) : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights) => logits.GeneralisedDiceLoss(labels, new(Smooth, WithBackground, OverBatch, IgnoredLabel));
}
