using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Dice with a price for each kind of error. Salehi et al., 2017, arXiv 1706.05721; with a power the focal form of Abraham and Khan, 2018, arXiv 1810.07842.</summary>
/// <param name="FalsePositives">α, the price of a false positive. Default 0.3.</param>
/// <param name="FalseNegatives">β, the price of a false negative. Default 0.7.</param>
/// <param name="Power">The power of one minus the index. Default 1; the focal paper has 0.75.</param>
/// <param name="WithBackground">Whether class 0 counts. Default false.</param>
public sealed record TverskyLossOptions(float FalsePositives = 0.3f, float FalseNegatives = 0.7f, float Power = 1, bool WithBackground = false) : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights) =>
        logits.TverskyLoss(labels, FalsePositives, FalseNegatives, Power, new(Smooth: 1, WithBackground: WithBackground, Ignore: IgnoredLabel));
}
