using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>The Lovász extension of the Jaccard loss of one class against the background, by margins. Berman, Rannen Triki, Blaschko, CVPR 2018, arXiv 1705.08790.</summary>
/// <remarks>For two classes. Pixel weights have no place in it: it is a measure of sets.</remarks>
/// <param name="PerImage">Whether each sample of the batch has its own loss. Default true.</param>
public sealed record LovaszHingeLossOptions(bool PerImage = true) : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights) => logits.LovaszHinge(labels, PerImage);
}
