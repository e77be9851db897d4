using System.Collections.Immutable;
using UNetSharp.Graphs;
using UNetSharp.Networks;

namespace UNetSharp.Training;

/// <summary>A network whose answers count in the loss by other weights than its own.</summary>
/// <param name="Inner">The network.</param>
/// <param name="HeadWeights">One for each of its answers, the answer at use first; only their proportions matter.</param>
internal sealed record WeighedHeads(Network Inner, ImmutableArray<float> HeadWeights) : Network
{
    /// <summary>The network itself, where no weights are given.</summary>
    public static Network Of(Network network, ImmutableArray<float> weights) => weights.IsEmpty ? network : new WeighedHeads(network, weights);

    /// <inheritdoc/>
    public override string Name => Inner.Name;

    /// <inheritdoc/>
    public override int InputChannels => Inner.InputChannels;

    /// <inheritdoc/>
    public override int OutputChannels => Inner.OutputChannels;

    /// <inheritdoc/>
    public override int Dimensions => Inner.Dimensions;

    /// <inheritdoc/>
    public override Shape TypicalInput => Inner.TypicalInput;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => Inner.Options;

    /// <inheritdoc/>
    public override Value Finish(Value logits) => Inner.Finish(logits);

    /// <inheritdoc/>
    protected override void RequireSize(Shape input)
    {
        // The network within refuses what does not fit, when it is drawn.
    }

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x) => Inner.Build(x.Graph, x);

    /// <inheritdoc/>
    protected override ImmutableArray<Head> DrawHeads(Scope scope, Value x)
    {
        var heads = Inner.BuildHeads(x.Graph, x);
        if (heads.Length != HeadWeights.Length)
        {
            throw new ArgumentException($"Recipe: HeadWeights has {HeadWeights.Length} weights, the network {Name} has {heads.Length} answers: name one for each, the answer at use first.");
        }

        var sum = HeadWeights.Sum();
        return [.. heads.Zip(HeadWeights, (head, weight) => head with { Weight = weight / sum })];
    }
}
