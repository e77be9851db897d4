using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Squared errors, each times the squared distances to the borders of truth and prediction: errors far from either cost most. Karimi, Salcudean, 2019, arXiv 1904.10030.</summary>
/// <remarks>A term of a <see cref="SumLossOptions"/> beside a loss of regions. Pixel weights have no place in it: the distances are.</remarks>
/// <param name="Power">α, the power of the distances. Default 2, the paper's.</param>
/// <param name="WithBackground">Whether class 0 counts. Default false.</param>
public sealed record HausdorffLossOptions(float Power = 2, bool WithBackground = false) : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights)
    {
        Require.That(Power > 0, nameof(HausdorffLossOptions), nameof(Power), Power, "above 0");
        return logits.HausdorffLoss(labels, Power, WithBackground);
    }
}
