using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Σ dz and Σ dz·x̂ over all samples for each channel, where each sample is one pixel with a mean and a variance of its own.</summary>
/// <remarks>A piece is some samples; blocks of 64 are summed in float32, blocks and pieces in double, in their order. A lane holds a channel.</remarks>
internal sealed unsafe class RowNormaliseSums<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    private const int BlockRows = 64;
    private const int StepRows = 8; // as in Moments: memory is read nearly in its order
    private readonly Normalised _normalised;
    private readonly Window _x, _moments, _dy, _sums;
    private readonly int _rowsPerPiece, _pieces;
    private Scratch _scratch;

    public RowNormaliseSums(Normalised normalised, Window dy, Window sums)
    {
        _normalised = normalised;
        (_x, _moments, _dy, _sums) = (normalised.X, normalised.Moments, dy, sums);

        // At least a block of rows, so that the partial sums stay small beside the input.
        _rowsPerPiece = Math.Max(32 * 1024 / _x.C, BlockRows);
        _pieces = (_x.N + _rowsPerPiece - 1) / _rowsPerPiece;
        Scratch = new(Shared: 4L * _x.C * _pieces, PerWorker: (2 * BlockRows) + (4L * _x.C));
    }

    public override string Name => "normalise rows, sums";

    public override ScratchNeed Scratch { get; }

    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        team.For(_pieces, this, static (kernel, piece, worker) => kernel.Piece(piece, worker));
        team.For(1, this, static (kernel, _, _) => kernel.Finish());
    }

    private void Finish()
    {
        for (var piece = 1; piece < _pieces; piece++)
        {
            DoubleSums.Add(Partial(piece), Partial(0), 2 * _x.C);
        }

        float* shifts = _sums.Pixel(0, 0, 0, 0), scales = _sums.Pixel(0, 0, 0, 1);
        for (var channel = 0; channel < _x.C; channel++)
        {
            shifts[channel] = (float)Partial(0)[channel];
            scales[channel] = (float)Partial(0)[_x.C + channel];
        }
    }

    private double* Partial(int piece) => (double*)_scratch.Shared + (2L * _x.C * piece);

    private void Piece(int piece, int worker)
    {
        var (first, last) = (piece * _rowsPerPiece, Math.Min((piece + 1) * _rowsPerPiece, _x.N));
        float* means = _scratch.Of(worker), inverses = means + BlockRows;
        new Span<double>(Partial(piece), 2 * _x.C).Clear();
        var block = new Block((_x.StrideN, _dy.StrideN), means, inverses, _x.C, _normalised.NegativeSlope);
        for (var channel = 0; channel < _x.C; channel++)
        {
            block.Gamma[channel] = ChannelTables.Of(_normalised.Gamma, channel, 1);
            block.Beta[channel] = ChannelTables.Of(_normalised.Beta, channel, 0);
        }

        for (var row = first; row < last; row += BlockRows)
        {
            var count = Math.Min(BlockRows, last - row);
            for (var at = 0; at < count; at++)
            {
                means[at] = *_moments.Pixel(row + at, 0, 0, 0);
                inverses[at] = (float)(1 / Math.Sqrt((double)*_moments.Pixel(row + at, 0, 0, 1) + _normalised.Epsilon));
            }

            new Span<float>(block.Sums, 2 * _x.C).Clear();
            for (var at = 0; at < count; at += StepRows)
            {
                (block.First, block.Count) = (at, Math.Min(StepRows, count - at));
                block.X = _x.Row(row + at, 0, 0);
                block.Dy = _dy.Row(row + at, 0, 0);
                ChannelLoop.Run<TLane, Block>(0, _x.C, ref block);
            }

            DoubleSums.Add(block.Sums, Partial(piece), 2 * _x.C);
        }
    }

    /// <summary>A block in the making: for each channel Σ dz and Σ dz·x̂.</summary>
    private struct Block((long X, long Dy) strides, float* means, float* inverses, int channels, float slope) : IChannelBody
    {
        public float* X, Dy;
        public int First, Count;

        // Behind the rows' means and deviations.
        public readonly float* Sums => inverses + BlockRows;

        public readonly float* Gamma => Sums + (2 * channels);

        public readonly float* Beta => Gamma + channels;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Run<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            float* x = X + channel, dy = Dy + channel, kept = Sums + channel;
            TNarrow negative = TNarrow.Broadcast(slope), gamma = TNarrow.Load(Gamma + channel), beta = TNarrow.Load(Beta + channel), shift = TNarrow.Load(kept), scale = TNarrow.Load(kept + channels);
            for (var row = First; row < First + Count; row++)
            {
                TNarrow normal = (TNarrow.Load(x) - TNarrow.Broadcast(means[row])) * TNarrow.Broadcast(inverses[row]), gradient = TNarrow.Load(dy);
                gradient = TNarrow.SelectGreater(TNarrow.MultiplyAdd(normal, gamma, beta), TNarrow.Zero, gradient, gradient * negative);
                shift += gradient;
                scale = TNarrow.MultiplyAdd(gradient, normal, scale);
                x += strides.X;
                dy += strides.Dy;
            }

            TNarrow.Store(shift, kept);
            TNarrow.Store(scale, kept + channels);
        }
    }
}
