using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Σ dz and Σ dz·x̂ for each channel of each sample, or of all samples.</summary>
/// <remarks>
/// Sums of dz and dz·(x − mean) are kept in float32 over blocks of 64 pixels and in double beyond; 1/√(variance + ε) is applied at the end of a chunk.
/// Partial sums of chunks are added in the order of the chunks. A lane holds a channel of a (wide) pixel (<see cref="PixelRuns"/>).
/// </remarks>
internal sealed unsafe class NormaliseSums<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    private const int BlockPixels = 64;
    private const int StepPixels = 8; // as in Moments: memory is read nearly in its order
    private readonly Normalised _normalised;
    private readonly Window _x, _moments, _dy, _sums;
    private readonly PixelRuns _runs;
    private Scratch _scratch;

    public NormaliseSums(Normalised normalised, Window dy, Window sums)
    {
        _normalised = normalised;
        (_x, _moments, _dy, _sums) = (normalised.X, normalised.Moments, dy, sums);
        _runs = new PixelRuns(TLane.Count, _moments.N == 1, _x, _dy);
        Scratch = new(Shared: 4L * _x.C * _runs.Chunks, PerWorker: 9L * _runs.Period); // a double is two floats
    }

    public override string Name => "normalise sums";

    public override ScratchNeed Scratch { get; }

    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        team.For(_runs.Pieces, this, static (kernel, piece, worker) => kernel.Piece(piece, worker));
        team.For(_sums.N, this, static (kernel, sample, _) => kernel.Finish(sample));
    }

    private double* Partial(int chunk) => (double*)_scratch.Shared + (2L * _x.C * chunk);

    private void Piece(int piece, int worker)
    {
        var sums = (double*)_scratch.Of(worker);
        var tables = (float*)(sums + (2 * _runs.Period));
        var last = Math.Min((piece + 1) * _runs.ChunksPerPiece, _runs.Chunks);
        for (var chunk = piece * _runs.ChunksPerPiece; chunk < last; chunk++)
        {
            var sample = chunk / _runs.ChunksPerSample;
            new Span<double>(sums, 2 * _runs.Period).Clear();
            _normalised.WriteTables(sample, _runs, tables);
            var (pixel, end) = _runs.PixelsOf(chunk);
            var block = new Block(_runs.Wide ? (_runs.Period, _runs.Period) : (_x.StrideW, _dy.StrideW), tables, _runs.Period, _normalised.NegativeSlope);
            while (pixel < end)
            {
                var count = _runs.RunAt(pixel, end);
                block.X = _runs.At(_x, sample, pixel);
                block.Dy = _runs.At(_dy, sample, pixel);
                Add(count, ref block, sums);
                pixel += count;
            }

            Fold(sample, sums, Partial(chunk));
        }
    }

    private void Add(int pixels, ref Block block, double* sums)
    {
        var (floats, period) = (_runs.FloatsOf(pixels), _runs.Period);
        for (var wide = (int)(floats / period); wide > 0; wide -= BlockPixels)
        {
            var count = Math.Min(BlockPixels, wide);
            new Span<float>(block.Sums, 2 * period).Clear();
            for (var pixel = 0; pixel < count; pixel += StepPixels)
            {
                block.Count = Math.Min(StepPixels, count - pixel);
                ChannelLoop.Run<TLane, Block>(0, period, ref block);
                block.Advance();
            }

            DoubleSums.Add(block.Sums, sums, 2 * period);
        }

        // Less than a wide pixel.
        var rest = (int)(floats % period);
        new Span<float>(block.Sums, 2 * period).Clear();
        block.Count = 1;
        ChannelLoop.Run<TLane, Block>(0, rest, ref block);
        DoubleSums.Add(block.Sums, sums, 2 * period);
    }

    // From places in the period to channels, and from dz·(x − mean) to dz·x̂.
    private void Fold(int sample, double* sums, double* partial)
    {
        var variances = _moments.Pixel(_moments.N == 1 ? 0 : sample, 0, 0, 1);
        var channels = _runs.Channels;
        new Span<double>(partial, 2 * channels).Clear();
        for (var at = 0; at < _runs.Period; at++)
        {
            partial[at % channels] += sums[at];
            partial[channels + (at % channels)] += sums[_runs.Period + at];
        }

        for (var channel = 0; channel < channels; channel++)
        {
            partial[channels + channel] /= Math.Sqrt((double)variances[channel / (channels / _moments.C)] + _normalised.Epsilon);
        }
    }

    private void Finish(int sample)
    {
        var chunks = _sums.N == 1 ? _runs.Chunks : _runs.ChunksPerSample;
        var total = Partial(sample * chunks);
        for (var chunk = 1; chunk < chunks; chunk++)
        {
            DoubleSums.Add(total + (2L * _x.C * chunk), total, 2 * _x.C);
        }

        float* shifts = _sums.Pixel(sample, 0, 0, 0), scales = _sums.Pixel(sample, 0, 0, 1);
        for (var channel = 0; channel < _x.C; channel++)
        {
            shifts[channel] = (float)total[channel];
            scales[channel] = (float)total[_x.C + channel];
        }
    }

    /// <summary>A block in the making: for each channel Σ dz and Σ dz·(x − mean).</summary>
    private struct Block((long X, long Dy) strides, float* tables, int period, float slope) : IChannelBody
    {
        public float* X, Dy;
        public int Count;

        // Behind the means, factors and summands.
        public readonly float* Sums => tables + (3 * period);

        public void Advance()
        {
            X += Count * strides.X;
            Dy += Count * strides.Dy;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Run<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            float* x = X + channel, dy = Dy + channel, table = tables + channel, kept = Sums + channel;
            TNarrow mean = TNarrow.Load(table), factor = TNarrow.Load(table + period), summand = TNarrow.Load(table + (2 * period)), negative = TNarrow.Broadcast(slope);
            TNarrow shift = TNarrow.Load(kept), scale = TNarrow.Load(kept + period);
            for (var pixel = 0; pixel < Count; pixel++)
            {
                TNarrow deviation = TNarrow.Load(x) - mean, gradient = TNarrow.Load(dy);
                gradient = TNarrow.SelectGreater(TNarrow.MultiplyAdd(deviation, factor, summand), TNarrow.Zero, gradient, gradient * negative);
                shift += gradient;
                scale = TNarrow.MultiplyAdd(gradient, deviation, scale);
                x += strides.X;
                dy += strides.Dy;
            }

            TNarrow.Store(shift, kept);
            TNarrow.Store(scale, kept + period);
        }
    }
}
