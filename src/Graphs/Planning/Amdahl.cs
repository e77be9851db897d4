using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>How far more threads can carry a plan, from the number of pieces that its work is cut into.</summary>
/// <remarks>
/// A loop of p pieces takes at least ⌈p/T⌉/p of its time on T threads; what is in one piece takes all of it. Loops follow one another, so the whole is at most
/// <code>speed-up(T) = Σ work / Σ work·⌈p/T⌉/p</code>
/// times as fast. Bandwidth and caches that threads share are not in it. Amdahl, "Validity of the single processor approach to achieving large scale computing capabilities", AFIPS 1967.
/// </remarks>
public static class Amdahl
{
    /// <summary>The bound of the speed-up over one thread.</summary>
    /// <param name="loops">What runs, one after another.</param>
    /// <param name="threads">T, at least 1.</param>
    /// <returns>From 1 to <paramref name="threads"/>; 1 where there is no work.</returns>
    public static double Speedup(IEnumerable<Loop> loops, int threads)
    {
        ArgumentNullException.ThrowIfNull(loops);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var (whole, least) = (0.0, 0.0);
        foreach (var loop in loops)
        {
            whole += loop.Work;
            least += loop.Work * loop.LeastShare(threads);
        }

        return whole > 0 ? whole / least : 1;
    }

    /// <summary>The share of the work that is in one piece: what no number of threads makes shorter.</summary>
    /// <param name="loops">What runs.</param>
    /// <returns>From 0 to 1; 0 where there is no work.</returns>
    public static double SerialShare(IReadOnlyCollection<Loop> loops)
    {
        ArgumentNullException.ThrowIfNull(loops);
        var whole = loops.Sum(loop => loop.Work);
        return whole > 0 ? loops.Where(loop => loop.Pieces == 1).Sum(loop => loop.Work) / whole : 0;
    }
}
