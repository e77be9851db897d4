using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Cross-entropy, each pixel by its weight, plus Dice: what one leaves flat the other climbs. Isensee et al., Nature Methods 18, 2021.</summary>
/// <param name="CrossEntropyWeight">Factor of the cross-entropy. Default 1.</param>
/// <param name="DiceWeight">Factor of the Dice loss. Default 1.</param>
/// <param name="WithBackground">Whether class 0 counts in the Dice loss. Default false.</param>
/// <param name="OverBatch">Whether the sums of the Dice loss run over the batch together. Default true.</param>
public sealed record DiceAndCrossEntropyOptions(float CrossEntropyWeight = 1, float DiceWeight = 1, bool WithBackground = false, bool OverBatch = true) : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights) =>
        (CrossEntropyWeight * new CrossEntropyLossOptions().Draw(logits, labels, pixelWeights))
        + (DiceWeight * new DiceLossOptions(WithBackground: WithBackground, OverBatch: OverBatch).Draw(logits, labels, pixelWeights));
}
