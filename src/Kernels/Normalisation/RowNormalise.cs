using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Layer normalisation: each sample is one pixel with a mean and a variance of its own; γ and β differ along it.</summary>
/// <remarks>A piece is some samples; a lane holds a channel.</remarks>
internal sealed unsafe class RowNormalise<TLane>(Normalised normalised, Window y) : Kernel where TLane : unmanaged, ILane<TLane>
{
    private readonly Window _x = normalised.X, _moments = normalised.Moments;
    private readonly int _rowsPerPiece = Math.Max(24 * 1024 / normalised.X.C, 1);
    private Scratch _scratch;

    public override string Name => "normalise rows";

    // γ and β, or the ones and zeros that stand for them.
    public override ScratchNeed Scratch => new(2L * _x.C, 0);

    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        team.For(1, this, static (kernel, _, _) => kernel.Tables());
        team.For((_x.N + _rowsPerPiece - 1) / _rowsPerPiece, this, static (kernel, piece, _) => kernel.Rows(piece));
    }

    private void Tables()
    {
        for (var channel = 0; channel < _x.C; channel++)
        {
            _scratch.Shared[channel] = ChannelTables.Of(normalised.Gamma, channel, 1);
            _scratch.Shared[_x.C + channel] = ChannelTables.Of(normalised.Beta, channel, 0);
        }
    }

    private void Rows(int piece)
    {
        var body = new Body(_scratch.Shared, _scratch.Shared + _x.C, normalised.NegativeSlope);
        for (var row = piece * _rowsPerPiece; row < Math.Min((piece + 1) * _rowsPerPiece, _x.N); row++)
        {
            body.From = _x.Row(row, 0, 0);
            body.To = y.Row(row, 0, 0);
            body.Mean = *_moments.Pixel(row, 0, 0, 0);
            body.Inverse = (float)(1 / Math.Sqrt((double)*_moments.Pixel(row, 0, 0, 1) + normalised.Epsilon));
            ChannelLoop.Run<TLane, Body>(0, _x.C, ref body);
        }
    }

    private struct Body(float* gamma, float* beta, float slope) : IChannelBody
    {
        public float* From, To;
        public float Mean, Inverse;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Run<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            var normal = (TNarrow.Load(From + channel) - TNarrow.Broadcast(Mean)) * TNarrow.Broadcast(Inverse);
            var z = TNarrow.MultiplyAdd(normal, TNarrow.Load(gamma + channel), TNarrow.Load(beta + channel));
            TNarrow.Store(TNarrow.SelectGreater(z, TNarrow.Zero, z, z * TNarrow.Broadcast(slope)), To + channel);
        }
    }
}
