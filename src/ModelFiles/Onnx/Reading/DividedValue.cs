using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>A value that a Reshape gave more axes than our shapes have, as windows of volumes have eight: kept as it lies until a Transpose and another Reshape have put it together again.</summary>
/// <param name="value">The numbers.</param>
/// <param name="extents">The extents of the axes as they lie.</param>
/// <param name="axes">For each of them the ONNX axis that it is.</param>
internal sealed class DividedValue(Value value, ImmutableArray<int> extents, ImmutableArray<int> axes) : OnnxValue
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Shape { get; } = [.. Enumerable.Range(0, axes.Length).Select(axis => extents[axes.IndexOf(axis)])];

    /// <summary>The same numbers, ONNX's axis perm[a] now its axis a: nothing moves.</summary>
    public DividedValue Transposed(int[] perm) => new(value, extents, [.. axes.Select(axis => Array.IndexOf(perm, axis))]);

    /// <summary>The numbers in the order of ONNX's axes, as one row.</summary>
    public Value Arranged()
    {
        var (numbers, runs) = (value, Runs(extents.Zip(axes)));
        while (runs.Count > Graphs.Shape.MaximumRank)
        {
            // Still too many for one transposition: the first that is not in its place goes there, past all that lie before it.
            var (to, from) = (0, 0);
            while (runs[to].Rank == to) to++;
            while (runs[from].Rank != to) from++;
            numbers = numbers.Reshape([Product(runs.Take(to)), Product(runs.Take(to..from)), runs[from].Extent, Product(runs.Skip(from + 1))]).Transpose(0, 2, 1, 3);
            runs = Runs([.. runs.Take(to), runs[from], .. runs.Take(to..from), .. runs.Skip(from + 1)]);
        }

        int[] order = [.. Enumerable.Range(0, runs.Count).OrderBy(run => runs[run].Rank)];
        return numbers.Reshape(Graphs.Shape.Of([.. runs.Select(run => run.Extent)])).Transpose(order).Reshape([checked((int)numbers.Shape.Elements)]);
    }

    // Axes that lie behind one another and are to stay so are one; those of one number are none.
    private static List<(int Extent, int Rank)> Runs(IEnumerable<(int Extent, int Rank)> axes)
    {
        var wide = axes.Where(axis => axis.Extent != 1).ToList();
        var ranks = wide.Select(axis => axis.Rank).Order().ToList();
        var runs = new List<(int Extent, int First, int Last)>();
        foreach (var (extent, rank) in wide.Select(axis => (axis.Extent, ranks.IndexOf(axis.Rank))))
        {
            if (runs.Count > 0 && runs[^1].Last + 1 == rank) runs[^1] = (checked(runs[^1].Extent * extent), runs[^1].First, rank);
            else runs.Add((extent, rank, rank));
        }

        var firsts = runs.Select(run => run.First).Order().ToList();
        return [.. runs.Select(run => (run.Extent, firsts.IndexOf(run.First)))];
    }

    private static int Product(IEnumerable<(int Extent, int Rank)> runs) => runs.Aggregate(1, (product, run) => checked(product * run.Extent));
}
