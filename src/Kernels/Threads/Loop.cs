namespace UNetSharp.Kernels;

/// <summary>A loop that a team ran, or would run: what is known of how far its work divides.</summary>
/// <param name="Pieces">Into how many pieces of work it is cut, whatever the number of threads.</param>
/// <param name="Work">How much work it is, in any unit: what the pieces have in common. In a team's log the ticks of <see cref="System.Diagnostics.Stopwatch"/> that it took.</param>
public readonly record struct Loop(int Pieces, double Work)
{
    /// <summary>The share of its time on one thread that it takes at least on many: the longest of them has ⌈pieces / threads⌉ pieces to do.</summary>
    public double LeastShare(int threads) => (Pieces + threads - 1) / threads / (double)Pieces;
}
