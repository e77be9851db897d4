using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>One minus the Dice of the softmax, the mean over classes.</summary>
/// <param name="Smooth">Added above and below the fraction. Default 1e-5, nnU-Net's.</param>
/// <param name="WithBackground">Whether class 0 counts. Default false.</param>
/// <param name="OverBatch">Whether sums run over the batch together. Default true.</param>
public sealed record DiceLossOptions(float Smooth = 1e-5f, bool WithBackground = false, bool OverBatch = true) : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights) => logits.DiceLoss(labels, new(Smooth, WithBackground, OverBatch, IgnoredLabel));
}
