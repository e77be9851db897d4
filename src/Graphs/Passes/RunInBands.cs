namespace UNetSharp.Graphs;

/// <summary>Takes memory out of an inference plan: where memory is fullest between convolutions that follow one another, these are computed in bands of rows.</summary>
/// <remarks>
/// <code>
/// conv1 → conv2 → pool              for each band: conv1's rows (a tile more on either side) → conv2's rows → their part of pool
///               ↘ crop                                                                                  ↘ their part of crop
/// </code>
/// Only what is read from outside is ever whole. Rows that two bands need are computed twice: a few in a hundred. Every number is computed from the same numbers in the same order.
/// </remarks>
internal static class RunInBands
{
    // Few enough that a band still has work for many threads, enough that it is small beside the whole.
    private const int Bands = 8;

    // The least part of the memory that is worth it.
    private const double LeastGain = 0.02;

    /// <summary>Rewrites an inference program.</summary>
    /// <param name="program">Kernels chosen.</param>
    /// <param name="share">The most of the work that a chain may repeat.</param>
    /// <param name="place">Lays a program out.</param>
    public static Program Apply(Program program, double share, Func<Program, Placement> place)
    {
        var placement = place(program);
        var (best, bestLength) = (program, placement.ArenaLength);
        while (true)
        {
            // Several steps may be as full as another: what empties one of them need not make the arena smaller yet.
            var ((step, floats), work) = (placement.Fullest(), program.Values.Sum(value => value.Work));
            var next = ConvChain.In(program).Where(chain => Spans(chain, program, step))
                .Select(chain => chain.InBands(program, Bands))
                .Where(candidate => candidate.Values.Sum(value => value.Work) <= (1 + share) * work)
                .Select(candidate => (Program: candidate, Placement: place(candidate)))
                .FirstOrDefault(candidate => candidate.Placement.Fullest().Floats < floats);
            if (next.Program is null)
            {
                return best;
            }

            (program, placement) = next;
            (best, bestLength) = placement.ArenaLength <= (1 - LeastGain) * bestLength ? (program, placement.ArenaLength) : (best, bestLength);
        }
    }

    private static bool Spans(ConvChain chain, Program program, int step) =>
        program.Values.IndexOf(chain.Convs[0]) <= step && step <= chain.Ends.Concat(chain.Convs).Max(value => program.Values.IndexOf(value));
}
