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

    /// <summary>Behind which step each <see cref="ResultKind.Taken"/> gradient is taken: that which computes it, or the last that reads its parameter.</summary>
    public ILookup<int, Result> Takings()
    {
        var (computed, read) = (new Dictionary<Value, int>(), new Dictionary<string, int>());
        for (var step = 0; step < Values.Length; step++)
        {
            computed[Values[step]] = step;
            foreach (var source in Values[step].Inputs.SelectMany(Sources))
            {
                if (source.Operation is Parameter parameter)
                {
                    read[parameter.Path] = step;
                }
            }
        }

        return Results.Where(result => result.Kind == ResultKind.Taken).ToLookup(result => Math.Max(computed[result.Value], read.GetValueOrDefault(result.Parameter!.Path, -1)));
    }

    /// <summary>Until which step each result must lie in memory: to the end, or until it is taken.</summary>
    public Dictionary<Value, int> Ends()
    {
        var ends = new Dictionary<Value, int>();
        foreach (var taking in Takings().OrderBy(taking => taking.Key))
        {
            foreach (var result in taking)
            {
                ends[result.Value] = taking.Key;
            }
        }

        foreach (var result in Results.Where(result => result.Kind != ResultKind.Taken))
        {
            ends[result.Value] = Values.Length;
        }

        return ends;
    }

    /// <summary>The values in whose memory a value lies: itself, or what a view sees.</summary>
    public static IEnumerable<Value> Sources(Value value) => value.Operation is ViewOperation ? value.Inputs.SelectMany(Sources) : [value];
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

    /// <summary>A gradient that an <see cref="IParameterStep"/> takes in passing: it stays in the arena until then.</summary>
    Taken,

    /// <summary>Into the block of parameters, at the end of the run.</summary>
    Update,
}
