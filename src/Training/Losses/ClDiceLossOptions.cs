using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>(1 − α)·Dice loss + α·centre-line Dice loss: thin structures that hang together. Shit et al., CVPR 2021, arXiv 2003.07311.</summary>
/// <remarks>Pixel weights have no place in sums of overlap.</remarks>
/// <param name="Share">α, 0 to 1. Default 0.5, the paper's largest.</param>
/// <param name="Iterations">Erosions of the soft skeleton: half the width, in pixels, of the thickest structure. Default 3.</param>
/// <param name="Smooth">Added above and below the fractions of the centre lines. Default 1.</param>
/// <param name="WithBackground">Whether class 0 counts. Default false.</param>
public sealed record ClDiceLossOptions(float Share = 0.5f, int Iterations = 3, float Smooth = 1, bool WithBackground = false) : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights)
    {
        Require.That(Share is >= 0 and <= 1, nameof(ClDiceLossOptions), nameof(Share), Share, "a share from 0 to 1");
        Require.That(Iterations is >= 0 and <= 100, nameof(ClDiceLossOptions), nameof(Iterations), Iterations, "0 to 100");
        return ((1 - Share) * new DiceLossOptions(WithBackground: WithBackground).Draw(logits, labels, pixelWeights))
            + (Share * logits.ClDiceLoss(labels, Iterations, Smooth, WithBackground));
    }
}
