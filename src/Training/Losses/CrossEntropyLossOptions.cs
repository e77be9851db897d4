using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Cross-entropy, each pixel by its weight: the paper's loss. The mean over pixels of w·(−log p of the label).</summary>
/// <param name="Smoothing">Label smoothing, 0 to below 1: the share of the truth that is spread over all classes. Default 0.</param>
public sealed record CrossEntropyLossOptions(float Smoothing = 0) : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights)
    {
        Require.That(Smoothing is >= 0 and < 1, nameof(CrossEntropyLossOptions), nameof(Smoothing), Smoothing, "a share from 0 to below 1");
        return logits.CrossEntropy(labels, pixelWeights: pixelWeights, options: new(Ignore: IgnoredLabel, Smoothing: Smoothing));
    }
}
