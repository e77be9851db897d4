using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>The Lovász extension of the Jaccard loss of the softmax, the mean over the classes that the truth has. Berman, Rannen Triki, Blaschko, CVPR 2018, arXiv 1705.08790.</summary>
/// <remarks>Pixel weights have no place in it: it is a measure of sets.</remarks>
/// <param name="WithBackground">Whether class 0 counts. Default true.</param>
/// <param name="PerImage">Whether each sample of the batch has its own loss. Default false.</param>
public sealed record LovaszSoftmaxLossOptions(bool WithBackground = true, bool PerImage = false) : LossOptions
{
    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights) => logits.LovaszSoftmax(labels, WithBackground, PerImage);
}
