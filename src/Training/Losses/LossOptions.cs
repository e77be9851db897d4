using System.Text.Json.Serialization;
using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Which loss, with which constants; docs/losses.md says which is for what.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CrossEntropyLossOptions), "cross-entropy")]
[JsonDerivedType(typeof(DiceLossOptions), "dice")]
[JsonDerivedType(typeof(DiceAndCrossEntropyOptions), "dice-and-cross-entropy")]
[JsonDerivedType(typeof(FocalLossOptions), "focal")]
[JsonDerivedType(typeof(TverskyLossOptions), "tversky")]
[JsonDerivedType(typeof(FocalTverskyLossOptions), "focal-tversky")]
[JsonDerivedType(typeof(GeneralisedDiceLossOptions), "generalised-dice")]
[JsonDerivedType(typeof(LovaszSoftmaxLossOptions), "lovasz-softmax")]
[JsonDerivedType(typeof(LovaszHingeLossOptions), "lovasz-hinge")]
[JsonDerivedType(typeof(BoundaryLossOptions), "boundary")]
[JsonDerivedType(typeof(HausdorffLossOptions), "hausdorff")]
[JsonDerivedType(typeof(ClDiceLossOptions), "cl-dice")]
[JsonDerivedType(typeof(TopKLossOptions), "top-k")]
[JsonDerivedType(typeof(TemporalConsistencyLossOptions), "temporal-consistency")]
[JsonDerivedType(typeof(SumLossOptions), "sum")]
public abstract record LossOptions
{
    /// <summary>The label of pixels that count nowhere.</summary>
    public const float IgnoredLabel = -1;

    private protected LossOptions()
    {
    }

    /// <summary>Draws the loss: one number.</summary>
    /// <param name="logits">[N, (D,) H, W, C].</param>
    /// <param name="labels">[N, (D,) H, W]: 0 to C − 1, or <see cref="IgnoredLabel"/>.</param>
    /// <param name="pixelWeights">[N, (D,) H, W]; losses of overlap have no use for them.</param>
    public abstract Value Draw(Value logits, Value labels, Value pixelWeights);

    /// <summary>Draws the loss of a network's answer: as <see cref="Draw"/>, but an answer of one number z is a yes or no, which stands for two classes with the logits 0 and z:
    /// their softmax is the sigmoid of z.</summary>
    /// <inheritdoc cref="Draw"/>
    public Value DrawOfAnswer(Value logits, Value labels, Value pixelWeights) => Draw(logits.Shape.Channels == 1 ? (0 * logits).Concat(logits) : logits, labels, pixelWeights);
}
