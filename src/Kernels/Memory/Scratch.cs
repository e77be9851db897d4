namespace UNetSharp.Kernels;

/// <summary>Working memory of a running kernel: one part that all workers share, and one for each worker. Undefined content at the start of a run.</summary>
public readonly unsafe struct Scratch
{
    // Each worker's part starts on a cache line of its own, else two workers would write the same line.
    private const int Line = 16;
    private readonly MemoryBlock _block;

    /// <summary>Lays the parts out in a block, <see cref="Length"/> floats from an offset on.</summary>
    /// <param name="block">The memory.</param>
    /// <param name="offset">Floats in front of the first part: a multiple of 16, a cache line.</param>
    /// <param name="need">The parts.</param>
    /// <param name="workers">How many work at once.</param>
    /// <exception cref="ArgumentException">The block is too short, or the offset is none.</exception>
    public Scratch(MemoryBlock block, long offset, ScratchNeed need, int workers)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (offset < 0 || offset % Line != 0 || block.Length - offset < Length(need, workers))
        {
            throw new ArgumentException($"Scratch for {workers} workers takes {Length(need, workers)} floats from a multiple of {Line} on; the block has {block.Length}, and {offset} are in front.");
        }

        _block = block;
        Shared = block.Window(0, 1, 1, 1, 1, 0).Start + offset;
        _workers = Shared + Padded(need.Shared);
        _stride = Padded(need.PerWorker);
    }

    /// <summary>Lays the parts out at the start of a block.</summary>
    /// <exception cref="ArgumentException">The block is too short.</exception>
    public Scratch(MemoryBlock block, ScratchNeed need, int workers)
        : this(block, 0, need, workers)
    {
    }

    private readonly float* _workers;
    private readonly long _stride;

    /// <summary>Floats that a kernel needs when it runs with so many workers.</summary>
    public static long Length(ScratchNeed need, int workers) => Padded(need.Shared) + (workers * Padded(need.PerWorker));

    internal float* Shared { get; }

    internal float* Of(int worker) => _workers + (worker * _stride);

    private static long Padded(long floats) => (floats + Line - 1) / Line * Line;

    /// <inheritdoc/>
    public override string ToString() => _block is null ? "nothing" : $"a part of {_block.Length} floats";
}

/// <summary>Floats of working memory that a kernel asks for.</summary>
/// <param name="Shared">Floats that all workers share.</param>
/// <param name="PerWorker">Floats that each worker has to itself.</param>
public readonly record struct ScratchNeed(long Shared, long PerWorker);
