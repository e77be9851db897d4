using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Mean and biased variance of the sets that a normalisation takes together.</summary>
/// <remarks>
/// The numbers of a chunk are taken in blocks of 64 pixels. Within a block, sums of x − x₀ and (x − x₀)², x₀ being the block's first pixel, are kept in float32: the spread of a
/// block around one of its own samples is at most 64 times its variance, so what the difference of squares loses is a few units of 2⁻²⁴·64 in the worst case, whatever
/// the mean is. Between blocks, the sums of x and x² that follow from them are kept in double, where the mean would have to exceed the deviation 10⁶ times to matter.
/// One pass over memory; sums are added in the order of the chunks, so the bits do not depend on the threads.
/// </remarks>
internal sealed unsafe class Moments<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    private const int BlockPixels = 64;

    // Pixels whose sums run in registers before they go back to the first cache: few, so that memory is read nearly in its order (a register's worth of all
    // 64 pixels at a time is a walk in steps, which ran at a quarter of the speed).
    private const int StepPixels = 8;
    private readonly Window _x, _moments;
    private readonly PixelRuns _runs;
    private readonly int _sets, _channelsPerSet;
    private readonly long _count;
    private Scratch _scratch;

    public Moments(Window x, Window moments)
    {
        _sets = moments.C;
        _count = x.Size / _sets / moments.N;
        (_x, _moments) = (_sets == 1 ? x.AsSingleChannel() : x, moments);
        _channelsPerSet = _x.C / _sets;
        _runs = new PixelRuns(TLane.Count, moments.N == 1, _x);
        Scratch = new(Shared: 4L * _sets * _runs.Chunks, PerWorker: 7L * _runs.Period); // a double is two floats
    }

    public override string Name => "moments";

    public override ScratchNeed Scratch { get; }

    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        team.For(_runs.Pieces, this, static (kernel, piece, worker) => kernel.Piece(piece, worker));
        team.For(_moments.N, this, static (kernel, sample, _) => kernel.Finish(sample));
    }

    private double* Partial(int chunk) => (double*)_scratch.Shared + (2L * _sets * chunk);

    private void Piece(int piece, int worker)
    {
        var sums = (double*)_scratch.Of(worker);
        var last = Math.Min((piece + 1) * _runs.ChunksPerPiece, _runs.Chunks);
        for (var chunk = piece * _runs.ChunksPerPiece; chunk < last; chunk++)
        {
            new Span<double>(sums, 2 * _runs.Period).Clear();
            var (pixel, end) = _runs.PixelsOf(chunk);
            while (pixel < end)
            {
                var count = _runs.RunAt(pixel, end);
                Add(_runs.At(_x, chunk / _runs.ChunksPerSample, pixel), count, sums);
                pixel += count;
            }

            Fold(sums, Partial(chunk));
        }
    }

    // Adds the sums of x and x² of a run of pixels, by place in the period.
    private void Add(float* from, int pixels, double* sums)
    {
        var period = _runs.Period;
        var (wide, stride) = _runs.Wide ? ((int)((long)pixels * _runs.Channels / period), period) : (pixels, _x.StrideW);
        var block = new Block(stride, (float*)(sums + (2 * period)), period);
        for (var first = 0; first < wide; first += BlockPixels)
        {
            var count = Math.Min(BlockPixels, wide - first);
            block.Begin(from + (first * stride));
            for (var pixel = 0; pixel < count; pixel += StepPixels)
            {
                block.Count = Math.Min(StepPixels, count - pixel);
                ChannelLoop.Run<TLane, Block>(0, period, ref block);
                block.From += block.Count * stride;
            }

            DoubleSums.AddShifted(block.Sums, count, sums, period);
        }

        if (_runs.Wide)
        {
            var rest = (int)(((long)pixels * _runs.Channels) - ((long)wide * period));
            from += (long)wide * period;
            for (var at = 0; at < rest; at++)
            {
                sums[at] += from[at];
                sums[period + at] += (double)from[at] * from[at];
            }
        }
    }

    // From places in the period to channels to sets.
    private void Fold(double* sums, double* partial)
    {
        new Span<double>(partial, 2 * _sets).Clear();
        for (var at = 0; at < _runs.Period; at++)
        {
            var set = at % _runs.Channels / _channelsPerSet;
            partial[set] += sums[at];
            partial[_sets + set] += sums[_runs.Period + at];
        }
    }

    private void Finish(int sample)
    {
        var chunks = _moments.N == 1 ? _runs.Chunks : _runs.ChunksPerSample;
        var total = Partial(sample * chunks);
        for (var chunk = 1; chunk < chunks; chunk++)
        {
            DoubleSums.Add(total + (2L * _sets * chunk), total, 2 * _sets);
        }

        float* means = _moments.Pixel(sample, 0, 0, 0), variances = _moments.Pixel(sample, 0, 0, 1);
        for (var set = 0; set < _sets; set++)
        {
            var mean = total[set] / _count;
            means[set] = (float)mean;
            variances[set] = (float)Math.Max((total[_sets + set] / _count) - (mean * mean), 0);
        }
    }

    /// <summary>A block in the making: for each channel x₀, Σ (x − x₀) and Σ (x − x₀)².</summary>
    private struct Block(long stride, float* sums, int period) : IChannelBody
    {
        public float* From;
        public int Count;

        public readonly float* Sums => sums;

        public void Begin(float* first)
        {
            From = first;
            new ReadOnlySpan<float>(first, period).CopyTo(new Span<float>(sums, period));
            new Span<float>(sums + period, 2 * period).Clear();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Run<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            float* at = From + channel, kept = sums + channel;
            TNarrow first = TNarrow.Load(kept), sum = TNarrow.Load(kept + period), square = TNarrow.Load(kept + (2 * period));
            for (var pixel = 0; pixel < Count; pixel++, at += stride)
            {
                var deviation = TNarrow.Load(at) - first;
                sum += deviation;
                square = TNarrow.MultiplyAdd(deviation, deviation, square);
            }

            TNarrow.Store(sum, kept + period);
            TNarrow.Store(square, kept + (2 * period));
        }
    }
}
