using UNetSharp.Kernels;

namespace UNetSharp.Training;

/// <summary>The Euclidean norm of a block, summed by a team: the bits of <see cref="Clipping.Norm"/>, whatever the number of threads.</summary>
/// <param name="block">The block.</param>
/// <param name="length">The numbers at its front that count.</param>
internal sealed class BlockNorm(MemoryBlock block, long length)
{
    private readonly double[] _sums = new double[(length + Clipping.PieceLength - 1) / Clipping.PieceLength];

    public double On(ThreadTeam team)
    {
        team.For(_sums.Length, this, static (norm, piece, _) => norm.Sum(piece));
        var sum = 0.0;
        foreach (var piece in _sums) sum += piece;
        return Math.Sqrt(sum);
    }

    private void Sum(int piece)
    {
        var start = (long)piece * Clipping.PieceLength;
        _sums[piece] = Clipping.SumOfSquares(block.Span(start, (int)Math.Min(Clipping.PieceLength, length - start)));
    }
}
