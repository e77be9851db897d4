namespace UNetSharp.Kernels;

/// <summary>Working memory of a running kernel: one part that all workers share, and one for each worker. Undefined content at the start of a run.</summary>
public readonly unsafe struct Scratch
{
    // Each worker's part starts on a cache line of its own, else two workers would write the same line.
    private const int Line = 16;
    private readonly MemoryBlock _block;

    /// <summary>Lays the parts out in a block of at least <see cref="Length"/> floats.</summary>
    /// <exception cref="ArgumentException">The block is too short.</exception>
    public Scratch(MemoryBlock block, ScratchNeed need, int workers)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (block.Length < Length(need, workers))
        {
            throw new ArgumentException($"Scratch for {workers} workers takes {Length(need, workers)} floats; the block has {block.Length}.");
        }

        _block = block;
        var start = block.Window(0, 1, 1, 1, 1, (int)Math.Min(block.Length, int.MaxValue)).Start;
        Shared = start;
        _workers = start + Padded(need.Shared);
        _stride = Padded(need.PerWorker);
    }

    private readonly float* _workers;
    private readonly long _stride;

    /// <summary>Floats that a kernel needs when it runs with so many workers.</summary>
    public static long Length(ScratchNeed need, int workers) => Padded(need.Shared) + (workers * Padded(need.PerWorker));

    internal float* Shared { get; }

    internal float* Of(int worker) => _workers + (worker * _stride);

    private static long Padded(long floats) => (floats + Line - 1) / Line * Line;

    /// <inheritdoc/>
    public override string ToString() => $"{_block?.Length ?? 0} floats";
}

/// <summary>Floats of working memory that a kernel asks for.</summary>
/// <param name="Shared">Floats that all workers share.</param>
/// <param name="PerWorker">Floats that each worker has to itself.</param>
public readonly record struct ScratchNeed(long Shared, long PerWorker);
