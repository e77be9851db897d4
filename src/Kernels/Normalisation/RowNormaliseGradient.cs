using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The gradient of layer normalisation: dx = (γ·dz − mean of γ·dz − x̂·mean of γ·dz·x̂)/σ, each sample being one pixel; both means are taken while the sample is in the cache.</summary>
/// <remarks>A piece is some samples; a lane holds a channel. The sums run over the lanes of one register each, and are added up in double at the end of the row.</remarks>
internal sealed unsafe class RowNormaliseGradient<TLane>(Normalised normalised, Window dy, Window dx) : Kernel where TLane : unmanaged, ILane<TLane>
{
    private readonly Window _x = normalised.X, _moments = normalised.Moments, _dy = dy;
    private readonly int _rowsPerPiece = Math.Max(24 * 1024 / normalised.X.C, 1);
    private Scratch _scratch;

    public override string Name => "normalise rows gradient";

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
        for (var sample = piece * _rowsPerPiece; sample < Math.Min((piece + 1) * _rowsPerPiece, _x.N); sample++)
        {
            var inverse = 1 / Math.Sqrt((double)*_moments.Pixel(sample, 0, 0, 1) + normalised.Epsilon);
            var row = new Row(_scratch.Shared, _scratch.Shared + _x.C, (*_moments.Pixel(sample, 0, 0, 0), (float)inverse), normalised.NegativeSlope)
            {
                X = _x.Row(sample, 0, 0),
                Dy = _dy.Row(sample, 0, 0),
            };
            var (shift, scale) = Sums(row);
            var body = new Body(row, dx.Row(sample, 0, 0), (float)inverse, (float)(-scale / _x.C * inverse * inverse * inverse), (float)(-shift / _x.C * inverse));
            ChannelLoop.Run<TLane, Body>(0, _x.C, ref body);
        }
    }

    // Σ γ·dz and Σ γ·dz·(x − mean).
    private (double Shift, double Scale) Sums(Row row)
    {
        TLane shifts = TLane.Zero, scales = TLane.Zero;
        double shift = 0, scale = 0;
        var channel = 0;
        for (; channel + TLane.Count <= _x.C; channel += TLane.Count)
        {
            var term = row.Gradient<TLane>(channel);
            shifts += term;
            scales = TLane.MultiplyAdd(term, row.Deviation<TLane>(channel), scales);
        }

        float* lanes = stackalloc float[2 * Lane512.Count];
        TLane.Store(shifts, lanes);
        TLane.Store(scales, lanes + TLane.Count);
        for (var lane = 0; lane < TLane.Count; lane++)
        {
            shift += lanes[lane];
            scale += lanes[TLane.Count + lane];
        }

        for (; channel < _x.C; channel++)
        {
            Lane1.Store(row.Gradient<Lane1>(channel), lanes);
            Lane1.Store(row.Deviation<Lane1>(channel), lanes + 1);
            shift += lanes[0];
            scale += (double)lanes[0] * lanes[1];
        }

        return (shift, scale);
    }

    private struct Row(float* gamma, float* beta, (float Mean, float Inverse) moments, float slope)
    {
        public float* X, Dy;

        // γ·dz, with z as the forward pass has it.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TNarrow Gradient<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            TNarrow dz = TNarrow.Load(Dy + channel), factor = TNarrow.Load(gamma + channel);
            var z = TNarrow.MultiplyAdd(Deviation<TNarrow>(channel) * TNarrow.Broadcast(moments.Inverse), factor, TNarrow.Load(beta + channel));
            return factor * TNarrow.SelectGreater(z, TNarrow.Zero, dz, dz * TNarrow.Broadcast(slope));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TNarrow Deviation<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow> => TNarrow.Load(X + channel) - TNarrow.Broadcast(moments.Mean);
    }

    private readonly struct Body(Row row, float* to, float ofGradient, float ofDeviation, float constant) : IChannelBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            var part = TNarrow.MultiplyAdd(row.Deviation<TNarrow>(channel), TNarrow.Broadcast(ofDeviation), TNarrow.Broadcast(constant));
            TNarrow.Store(TNarrow.MultiplyAdd(row.Gradient<TNarrow>(channel), TNarrow.Broadcast(ofGradient), part), to + channel);
        }
    }
}
