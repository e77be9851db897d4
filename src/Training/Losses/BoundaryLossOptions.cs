using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>The probability of each class times the distance to its true border, negative within it. Kervadec et al., MIDL 2019, arXiv 1812.07032.</summary>
/// <remarks>A term of a <see cref="SumLossOptions"/> beside a loss of regions, with a small weight (0.01, then more). Pixel weights have no place in it: the distance is one.</remarks>
/// <param name="WithBackground">Whether class 0 counts. Default false.</param>
public sealed record BoundaryLossOptions(bool WithBackground = false) : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights) => logits.BoundaryLoss(labels, WithBackground);
}
