using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Labels as numbers to reckon with.</summary>
/// <param name="Classes">[N, (D,) H, W, C]: 1 in the label's channel, else 0; 0 in all channels of an ignored pixel.</param>
/// <param name="Counted">[N, (D,) H, W, 1]: 1, or 0 for an ignored pixel.</param>
internal readonly record struct Truth(Value Classes, Value Counted)
{
    /// <summary>Of class scores [N, (D,) H, W, C] and labels [N, (D,) H, W]; what is no label from 0 to C − 1 is ignored.</summary>
    /// <exception cref="ArgumentException">There is not one label for each pixel. Checked here, for a batch of 1 would be stretched silently.</exception>
    public static Truth Of(Value logits, Value labels, string loss)
    {
        var classes = labels.OneHot(logits.Shape.Channels);
        return classes.Shape == logits.Shape ? new(classes, classes.Sum([-1]))
            : throw new ArgumentException($"{loss}: labels of logits {logits.Shape} are {Shape.Of([.. logits.Shape.ToArray().SkipLast(1)])}, not {labels.Shape}.");
    }

    /// <summary>The channels that a loss looks at: all, or those behind class 0.</summary>
    /// <exception cref="ArgumentException">There is no class beside the background.</exception>
    public static Value Chosen(Value classes, bool withBackground, string loss) => withBackground ? classes
        : classes.Shape.Channels > 1 ? classes.Slice(axis: -1, 1, classes.Shape.Channels - 1)
        : throw new ArgumentException($"{loss}: logits {classes.Shape} have no class beside the background.");

    /// <summary>The truth of all classes, or of those behind class 0; the same pixels count.</summary>
    /// <exception cref="ArgumentException">There is no class beside the background.</exception>
    public Truth Chosen(bool withBackground, string loss) => this with { Classes = Chosen(Classes, withBackground, loss) };

    /// <summary>How far each pixel is from the border of each class, in pixels, negative within it; 0 where a class has no border. Ignored pixels lie on neither side.</summary>
    public Value Distances() => Distances(Classes);

    /// <summary>The distances to the borders of a prediction: classes are where its probabilities are above ½.</summary>
    public Value Distances(Value probabilities) => ((probabilities * Counted) + (0.5f * (1 - Counted))).SignedDistance();

    /// <summary>The mean over the pixels that count and over all channels.</summary>
    public Value MeanOf(Value losses) => (losses * Counted).Sum() / (losses.Shape.Channels * Counted.Sum().Clamp(1, float.MaxValue));
}
