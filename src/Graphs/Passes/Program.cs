using System.Collections.Immutable;

namespace UNetSharp.Graphs;

/// <summary>What a plan has to compute: the values that results depend on, in the order of execution, and the results. Each compiler pass takes one and gives one.</summary>
/// <param name="Values">Inputs before their users; nothing that no result needs.</param>
/// <param name="Results">What is asked for. A pass may replace the values but not their number or order.</param>
internal sealed record Program(ImmutableArray<Value> Values, ImmutableArray<Result> Results)
{
    /// <summary>How often each value is read: by operations, and once for each result that it is.</summary>
    public Dictionary<Value, int> Uses()
    {
        var uses = Values.ToDictionary(value => value, _ => 0);
        foreach (var input in Values.SelectMany(value => value.Inputs).Concat(Results.Select(result => result.Value)))
        {
            uses[input]++;
        }

        return uses;
    }

    /// <summary>The values of a graph that the results depend on.</summary>
    public static Program Of(IReadOnlyList<Value> values, ImmutableArray<Result> results)
    {
        var needed = new HashSet<Value>(results.Select(result => result.Value));
        foreach (var value in values.Reverse().Where(needed.Contains))
        {
            needed.UnionWith(value.Inputs);
        }

        return new([.. values.Where(needed.Contains)], results);
    }
}

/// <summary>Something asked for.</summary>
/// <param name="Value">The value.</param>
/// <param name="Kind">Where it goes.</param>
/// <param name="Parameter">For gradients and updates: of which parameter.</param>
internal readonly record struct Result(Value Value, ResultKind Kind, Parameter? Parameter = null);

/// <summary>Where a result goes.</summary>
internal enum ResultKind
{
    /// <summary>It stays in the arena for the caller to read.</summary>
    Output,

    /// <summary>Into the block of gradients.</summary>
    Gradient,

    /// <summary>Into the block of parameters, at the end of the run.</summary>
    Update,
}
