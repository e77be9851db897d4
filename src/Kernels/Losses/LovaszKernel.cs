namespace UNetSharp.Kernels;

/// <summary>What the Lovász extension and its gradient share: a piece is a sample's class, sorted by one worker, so that the number of threads changes nothing.</summary>
/// <remarks>
/// Error and pixel are sorted as one number of 64 bits: no two are equal, so any sort gives the same order.
/// <code>
/// bits 63..32  the error turned so that the largest comes first     bits 31..0  the pixel
/// </code>
/// </remarks>
internal abstract unsafe class LovaszOrder(Window errors, Window truth) : Kernel
{
    private readonly int _pixels = checked((int)(errors.Pixels / errors.N));
    private Scratch _scratch;

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(0, 2L * _pixels); // 64 bits take the room of two floats

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        _scratch = scratch;
        team.For(errors.N * errors.C, this, static (kernel, piece, worker) => kernel.Sorted(piece, worker));
    }

    private void Sorted(int piece, int worker)
    {
        var (sample, c) = Math.DivRem(piece, errors.C);
        var start = ((long)sample * _pixels * errors.C) + c;
        var order = new Span<ulong>(_scratch.Of(worker), _pixels);
        var positives = 0L;
        for (var pixel = 0; pixel < _pixels; pixel++)
        {
            var at = start + ((long)pixel * errors.C);
            order[pixel] = ((ulong)~Largest.Key(errors.Start[at]) << 32) | (uint)pixel;
            positives += truth.Start[at] > 0.5f ? 1 : 0;
        }

        order.Sort();
        Walk(piece, order, start, positives);
    }

    /// <summary>Works on a sample's class.</summary>
    /// <param name="piece">sample·C + class.</param>
    /// <param name="order">Its pixels in the low 32 bits, those of the largest errors first.</param>
    /// <param name="start">Where its first pixel stands; the others follow every C numbers.</param>
    /// <param name="positives">Σ y.</param>
    private protected abstract void Walk(int piece, ReadOnlySpan<ulong> order, long start, long positives);

    /// <summary>Where a pixel of a sample's class stands.</summary>
    private protected long Place(ulong entry, long start) => start + ((long)(uint)entry * errors.C);

    /// <summary>J_i − J_{i−1} for the next pixel: the Jaccard loss among so many of which it now also counts this one as a mistake.</summary>
    private protected ref struct Steps(long positives)
    {
        private long _intersection = positives, _union = positives;
        private double _before;

        public double Next(bool positive)
        {
            _intersection -= positive ? 1 : 0;
            _union += positive ? 0 : 1;
            var now = 1 - ((double)_intersection / _union);
            var step = now - _before;
            _before = now;
            return step;
        }
    }
}

/// <summary>Σ e_i·(J_i − J_{i−1}) for each sample and class.</summary>
internal sealed unsafe class LovaszKernel(Window errors, Window truth, Window losses) : LovaszOrder(errors, truth)
{
    private readonly Window _errors = errors, _truth = truth;

    /// <inheritdoc/>
    public override string Name => "Lovász extension";

    private protected override void Walk(int piece, ReadOnlySpan<ulong> order, long start, long positives)
    {
        var steps = new Steps(positives);
        var sum = 0.0;
        foreach (var entry in order)
        {
            var at = Place(entry, start);
            sum += _errors.Start[at] * steps.Next(_truth.Start[at] > 0.5f);
        }

        losses.Start[piece] = (float)sum;
    }
}

/// <summary>g·(J_i − J_{i−1}), each where its error stands.</summary>
internal sealed unsafe class LovaszGradientKernel(Window gradient, Window errors, Window truth, Window result) : LovaszOrder(errors, truth)
{
    private readonly Window _truth = truth;

    /// <inheritdoc/>
    public override string Name => "gradient of the Lovász extension";

    private protected override void Walk(int piece, ReadOnlySpan<ulong> order, long start, long positives)
    {
        var steps = new Steps(positives);
        foreach (var entry in order)
        {
            var at = Place(entry, start);
            result.Start[at] = (float)(gradient.Start[piece] * steps.Next(_truth.Start[at] > 0.5f));
        }
    }
}
