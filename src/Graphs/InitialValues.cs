using System.Collections.Immutable;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Draws the initial values of parameters on a team, piece by piece.</summary>
internal sealed class InitialValues
{
    // Even, as stretches of an initialiser must begin. Drawing so many normal numbers takes about a millisecond.
    private const int PieceLength = 1 << 15;

    private readonly Weights _weights;
    private readonly ulong _seed;
    private readonly ImmutableArray<(Parameter Parameter, uint Stream, int First)> _pieces;

    /// <summary>Cuts the work.</summary>
    /// <param name="weights">Whose parameters.</param>
    /// <param name="parameters">In the order in which the graph asked for them: their numbers are their streams.</param>
    /// <param name="wanted">Which of them.</param>
    /// <param name="seed">The model's seed.</param>
    public InitialValues(Weights weights, IEnumerable<Parameter> parameters, Func<Parameter, bool> wanted, ulong seed)
    {
        (_weights, _seed) = (weights, seed);
        _pieces = [.. from entry in parameters.Index()
            where wanted(entry.Item)
            from piece in Enumerable.Range(0, checked((int)((entry.Item.Shape.Elements + PieceLength - 1) / PieceLength)))
            select (entry.Item, (uint)entry.Index, piece * PieceLength)];
    }

    /// <summary>Draws all of them.</summary>
    public void Draw(ThreadTeam team) => team.For(_pieces.Length, this, static (values, piece, _) => values.Draw(values._pieces[piece]));

    private void Draw((Parameter Parameter, uint Stream, int First) piece)
    {
        var values = _weights[piece.Parameter.Path][piece.First..];
        piece.Parameter.Initial.Fill(values[..Math.Min(values.Length, PieceLength)], _seed, piece.Stream, piece.First);
    }
}
