using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>The mean over classes of (1 − T)^(1/γ), T the Tversky index: classes that are nearly right keep their slope. Abraham, Khan, ISBI 2019, arXiv 1810.07842.</summary>
/// <remarks>The same as <see cref="TverskyLossOptions"/> with the power 1/γ. Pixel weights have no place in sums of overlap.</remarks>
/// <param name="FalsePositives">The price of a false positive. Default 0.3, the paper's 1 − α.</param>
/// <param name="FalseNegatives">The price of a false negative. Default 0.7, the paper's α: small structures are not to be missed.</param>
/// <param name="Gamma">γ, 1 to 3. Default 4/3, the paper's.</param>
/// <param name="WithBackground">Whether class 0 counts. Default false.</param>
public sealed record FocalTverskyLossOptions(float FalsePositives = 0.3f, float FalseNegatives = 0.7f, float Gamma = 4 / 3f, bool WithBackground = false) : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights)
    {
        Require.That(Gamma > 0, nameof(FocalTverskyLossOptions), nameof(Gamma), Gamma, "above 0");
        return logits.TverskyLoss(labels, FalsePositives, FalseNegatives, 1 / Gamma, new(Smooth: 1, WithBackground: WithBackground, Ignore: IgnoredLabel));
    }
}
