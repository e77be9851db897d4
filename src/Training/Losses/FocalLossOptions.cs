using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Cross-entropy in which pixels that are right and sure of it count less. Lin et al., ICCV 2017, arXiv 1708.02002.</summary>
/// <param name="Gamma">How much sure pixels are discounted. Default 2, the paper's.</param>
public sealed record FocalLossOptions(float Gamma = 2) : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights)
    {
        Require.That(Gamma >= 0, nameof(FocalLossOptions), nameof(Gamma), Gamma, "0 or more");
        return logits.CrossEntropy(labels, pixelWeights: pixelWeights, options: new(Ignore: IgnoredLabel, Focus: Gamma));
    }
}
