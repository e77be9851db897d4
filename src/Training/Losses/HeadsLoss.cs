using System.Collections.Immutable;
using UNetSharp.Graphs;
using UNetSharp.Networks;

namespace UNetSharp.Training;

/// <summary>The loss of a network with several answers: Σ weight·loss over those that are trained on.</summary>
internal static class HeadsLoss
{
    /// <summary>Draws it. A coarser answer is compared with samples of labels and weights, the first of each cell: labels can't be averaged.</summary>
    /// <param name="heads">The answers; labels have the extents of the first.</param>
    /// <param name="loss">Of one answer.</param>
    /// <param name="labels">[N, (D,) H, W].</param>
    /// <param name="pixelWeights">[N, (D,) H, W].</param>
    public static Value Draw(ImmutableArray<Head> heads, Loss loss, Value labels, Value pixelWeights)
    {
        Value? sum = null;
        foreach (var head in heads.Where(head => head.Weight != 0))
        {
            var term = loss(head.Logits, Sampled(labels, head.Logits.Shape), Sampled(pixelWeights, head.Logits.Shape));
            term = head.Weight == 1 ? term : head.Weight * term;
            sum = sum is null ? term : sum + term;
        }

        return sum ?? throw new ArgumentException("HeadsLoss: no answer of the network has a weight in the loss.");
    }

    private static Value Sampled(Value pixels, Shape logits)
    {
        var coarse = Shape.Of(logits.ToArray().AsSpan()[..^1]);
        var single = Shape.Of([.. pixels.Shape.ToArray(), 1]);
        return coarse == pixels.Shape ? pixels : pixels.Reshape(single).Resize(logits.Spatial, ResizeMode.Nearest).Reshape(coarse);
    }
}
