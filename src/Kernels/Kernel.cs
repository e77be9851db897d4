using System.Collections.Immutable;

namespace UNetSharp.Kernels;

/// <summary>One bound call: a piece of arithmetic with its windows, ready to run again and again without allocating.</summary>
/// <remarks>
/// Whatever depends on shapes alone (pieces of work, offsets, the choice of width) is settled in the constructor, which checks every extent before the first raw access.
/// Work is cut by the shape of the problem, never by the number of threads, and sums over pieces are added in the order of the pieces: the bits do not depend on the team.
/// All of it is in loops of the team, what can't be divided in loops of one piece: between them a run reads and writes no window and no scratch memory.
/// </remarks>
public abstract class Kernel
{
    /// <summary>How the arithmetic is done, for print-outs: "Winograd F(6x6,3x3)", "product", "direct" …</summary>
    public abstract string Name { get; }

    /// <summary>Working memory that a run needs.</summary>
    public virtual ScratchNeed Scratch => default;

    /// <summary>Runs it.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="scratch">Working memory of at least <see cref="Scratch"/> floats for the team's threads.</param>
    public abstract void Run(ThreadTeam team, Scratch scratch);

    /// <summary>How many pieces of work each loop of a run has, in order. Found by a run whose team only counts; no window need have memory.</summary>
    public ImmutableArray<int> CountPieces()
    {
        var loops = new List<Loop>();
        Run(ThreadTeam.Counting(loops), new Scratch(MemoryBlock.Imagined(UNetSharp.Kernels.Scratch.Length(Scratch, workers: 1)), Scratch, workers: 1));
        return [.. loops.Select(loop => loop.Pieces)];
    }
}
