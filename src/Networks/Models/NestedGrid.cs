using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>UNet++: between encoder and decoder stands a triangle of nodes, X(i, j) = H([X(i, 0), …, X(i, j − 1), up(X(i + 1, j − 1))]) at level i.</summary>
/// <remarks>
/// Zhou, Siddiquee, Tajbakhsh, Liang, DLMIA 2018, https://arxiv.org/abs/1807.10165, and IEEE TMI 39, 2020, https://arxiv.org/abs/1912.05074. With deep supervision each X(0, j) has a head of its own, all
/// trained alike. Then the network can be pruned at use: head d needs only the nodes with i + j ≤ d, and only those are drawn, so that only their parameters are stored and computed.
/// </remarks>
public abstract record NestedGrid : Pyramid
{
    /// <summary>Whether every X(0, j) has a head. Default true.</summary>
    public bool Supervision { get; init; } = true;

    /// <summary>With supervision: whether the answer at use is the mean of the heads' probabilities (default) or that of the last alone.</summary>
    public NestedAnswer Answer { get; init; }

    /// <summary>The head that answers, 1 to the depth, in a network that has only its nodes; 0, the default: the whole network.</summary>
    public int Prune { get; init; }

    /// <inheritdoc/>
    private protected override (string Name, object Value)[] Own => [("supervision", Supervision), ("answer", Answer), ("prune", Prune)];

    /// <summary>Draws H of node (i, j).</summary>
    private protected abstract Value Node(Scope scope, int i, int j, Value x);

    /// <summary>Draws what node (i, j) reads: its level's nodes so far, and what comes up from the level below.</summary>
    private protected abstract Value Join(Scope scope, (int I, int J) node, List<Value> level, Value below);

    /// <summary>Where the parameters of a head are; 0 for the only one.</summary>
    private protected abstract Scope Head(Scope scope, int number);

    /// <summary>A network with the options that both forms have.</summary>
    private protected static T ReadGrid<T>(T network, NetworkOptions options) where T : NestedGrid
    {
        var read = Read(network, options);
        return read with
        {
            Supervision = options.YesOrNo("supervision", network.Supervision),
            Answer = options.OneOf("answer", network.Answer),
            Prune = options.Whole("prune", network.Prune, least: 0, most: read.Depth),
        };
    }

    /// <inheritdoc/>
    protected sealed override Value Draw(Scope scope, Value x) => DrawHeads(scope, x)[0].Logits;

    /// <inheritdoc/>
    protected sealed override ImmutableArray<Head> DrawHeads(Scope scope, Value x)
    {
        var last = Prune > 0 ? Prune : Depth;
        var levels = new List<Value>[last + 1];
        for (var diagonal = 0; diagonal <= last; diagonal++)
        {
            levels[diagonal] = [Node(scope, diagonal, 0, diagonal == 0 ? x : levels[diagonal - 1][0].MaxPool(2))];
            for (var j = 1; j <= diagonal; j++)
            {
                var i = diagonal - j;
                levels[i].Add(Node(scope, i, j, Join(scope, (i, j), levels[i], levels[i + 1][j - 1])));
            }
        }

        var finest = levels[0];
        if (!Supervision) return [new(Logits(Head(scope, 0), finest[last]))];
        if (Prune > 0) return [new(Logits(Head(scope, Prune), finest[Prune]))];
        var heads = Enumerable.Range(1, Depth).Select(number => Logits(Head(scope, number), finest[number])).ToImmutableArray();
        return Answer == NestedAnswer.Last ? [new(heads[^1], 1f / Depth), .. heads.SkipLast(1).Select(head => new Head(head, 1f / Depth))]
            : [new(MeanOf(heads), 0), .. heads.Select(head => new Head(head, 1f / Depth))];
    }

    private Value Logits(Scope scope, Value x) => scope.Conv(x, Classes, kernel: 1);

    // Logits whose probabilities are the mean of the heads': log p̄, and log p̄ − log(1 − p̄) of a yes or no. A logarithm of less than the smallest float would be −∞.
    private static Value MeanOf(ImmutableArray<Value> heads)
    {
        if (heads[0].Shape.Channels > 1) return LogMean(logits => logits.Softmax());
        return LogMean(logits => logits.Sigmoid()) - LogMean(logits => (logits * -1f).Sigmoid());

        Value LogMean(Func<Value, Value> probability) =>
            (heads.Skip(1).Aggregate(probability(heads[0]), (sum, head) => sum + probability(head)) * (1f / heads.Length)).Clamp(1e-30f, 1).Log();
    }
}

/// <summary>Which head of a UNet++ answers.</summary>
public enum NestedAnswer
{
    /// <summary>The mean of all heads' probabilities: the paper's accurate mode.</summary>
    Mean,

    /// <summary>The last head, that of the whole network.</summary>
    Last,
}
