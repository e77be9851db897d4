using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Sums over pixels for each class, [N or 1, 1, C]: Σ p·y, Σ p and Σ y, with p the predicted probability and y the label as 0 and 1.</summary>
internal readonly record struct Overlap(Value Both, Value Predicted, Value Labelled)
{
    /// <summary>Of class scores [N, (D,) H, W, C] and labels [N, (D,) H, W].</summary>
    public static Overlap OfClasses(Value logits, Value labels, OverlapLossOptions options)
    {
        var sums = logits.OverlapSums(labels, options.Ignore);
        if (options.OverBatch)
        {
            sums = sums.Sum([0]);
        }

        if (!options.WithBackground)
        {
            sums = sums.Shape.Channels > 1 ? sums.Slice(axis: -1, 1, sums.Shape.Channels - 1)
                : throw new ArgumentException($"Overlap loss: logits {logits.Shape} have no class beside the background.");
        }

        return new(sums.Slice(1, 0, 1), sums.Slice(1, 1, 1), sums.Slice(1, 2, 1));
    }

    /// <summary>Of logits [N, (D,) H, W, C] whose channels are independent yes-or-no questions, and targets of the same shape.</summary>
    public static Overlap OfQuestions(Value logits, Value targets, OverlapLossOptions options)
    {
        var counted = options.Ignore is { } ignore ? Counted(targets, ignore) : null;
        var probabilities = logits.Sigmoid();
        if (counted is not null)
        {
            (probabilities, targets) = (probabilities * counted, targets * counted);
        }

        int[] axes = [.. Enumerable.Range(options.OverBatch ? 0 : 1, logits.Shape.Rank - (options.OverBatch ? 1 : 2))];
        return new((probabilities * targets).Sum(axes), probabilities.Sum(axes), targets.Sum(axes));
    }

    /// <summary>1 where a target counts, 0 where it has the ignored value: targets lie in 0..1, the ignored value at least 1 beside them.</summary>
    public static Value Counted(Value targets, float ignore) => (targets - ignore).Abs().Clamp(0, 1);
}
