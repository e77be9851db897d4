using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Cross-entropy of the hardest pixels alone, each by its weight. Wu, Shen, van den Hengel, 2016, arXiv 1605.06885.</summary>
/// <param name="Share">How many: that share of the pixels of the batch that count. Default 0.1, nnU-Net's.</param>
public sealed record TopKLossOptions(float Share = 0.1f) : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights)
    {
        Require.That(Share is > 0 and <= 1, nameof(TopKLossOptions), nameof(Share), Share, "a share above 0 and at most 1");
        return logits.TopKLoss(labels, Share, pixelWeights);
    }
}
