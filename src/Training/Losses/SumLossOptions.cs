using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Σ weight·loss over several losses: one that shapes regions and one for borders, centre lines or time.</summary>
/// <example>
/// <code>
/// loss:
///   kind: sum
///   terms: [{ loss: { kind: generalised-dice } }, { loss: { kind: boundary }, weight: 0.01 }]
/// </code>
/// </example>
public sealed record SumLossOptions : LossOptions
{
    private static readonly ImmutableArray<LossTerm> _default = [new(new CrossEntropyLossOptions()), new(new DiceLossOptions())];

    /// <summary>The losses; cross-entropy and Dice by default.</summary>
    public ImmutableArray<LossTerm> Terms
    {
        // Where a file names no terms the array is not even empty.
        get => field.IsDefault ? _default : field;
        init;
    }

    /// <inheritdoc/>
    public override Value Draw(Value logits, Value labels, Value pixelWeights)
    {
        Require.That(Terms.Length > 0, nameof(SumLossOptions), nameof(Terms), "empty", "one loss or more");
        return Terms.Select(term => term.Weight * term.Loss.Draw(logits, labels, pixelWeights)).Aggregate((sum, term) => sum + term);
    }

    /// <summary>Whether both have the same terms in the same order.</summary>
    public bool Equals(SumLossOptions? other) => other is not null && Terms.SequenceEqual(other.Terms);

    /// <inheritdoc/>
    public override int GetHashCode() => Terms.Length;
}
