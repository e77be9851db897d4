using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>y = f((x − mean)·(γ/√(variance + ε)) + β) for sets of many pixels.</summary>
/// <remarks>
/// First the three numbers of each channel are written to tables, one set of tables for each sample that has its own moments; then every pixel takes a subtraction and a multiply-add.
/// The mean is not folded into β: with a mean of 1000 deviations that would cost three digits. A lane holds a channel of a (wide) pixel (<see cref="PixelRuns"/>).
/// </remarks>
internal sealed unsafe class Normalise<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    private readonly Normalised _normalised;
    private readonly Window _x, _moments, _y;
    private readonly PixelRuns _runs;
    private Scratch _scratch;

    public Normalise(Normalised normalised, Window y)
    {
        (_normalised, _moments) = (normalised, normalised.Moments);
        (_x, _y) = (normalised.X, y);
        _runs = new PixelRuns(TLane.Count, _moments.N == 1, _x, _y);
        Scratch = new(Shared: 3L * _runs.Period * _moments.N, PerWorker: 0);
    }

    public override string Name => "normalise";

    public override ScratchNeed Scratch { get; }

    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        team.For(_moments.N, this, static (kernel, sample, _) => kernel.Tables(sample));
        team.For(_runs.Pieces, this, static (kernel, piece, _) => kernel.Piece(piece));
    }

    private void Tables(int sample) => _normalised.WriteTables(sample, _runs, _scratch.Shared + (3L * _runs.Period * sample));

    private void Piece(int piece)
    {
        var last = Math.Min((piece + 1) * _runs.ChunksPerPiece, _runs.Chunks);
        for (var chunk = piece * _runs.ChunksPerPiece; chunk < last; chunk++)
        {
            var sample = chunk / _runs.ChunksPerSample;
            var (pixel, end) = _runs.PixelsOf(chunk);
            var body = new Body(_scratch.Shared + (3L * _runs.Period * (_moments.N == 1 ? 0 : sample)), _runs.Period, _normalised.NegativeSlope);
            while (pixel < end)
            {
                var count = _runs.RunAt(pixel, end);
                body.From = _runs.At(_x, sample, pixel);
                body.To = _runs.At(_y, sample, pixel);
                Run(count, ref body);
                pixel += count;
            }
        }
    }

    private void Run(int pixels, ref Body body)
    {
        var (strideX, strideY) = _runs.Wide ? (_runs.Period, _runs.Period) : (_x.StrideW, _y.StrideW);
        for (var left = _runs.FloatsOf(pixels); left > 0; left -= _runs.Period)
        {
            ChannelLoop.Run<TLane, Body>(0, (int)Math.Min(left, _runs.Period), ref body);
            body.From += strideX;
            body.To += strideY;
        }
    }

    private struct Body(float* table, int period, float slope) : IChannelBody
    {
        public float* From, To;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Run<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            var at = table + channel;
            var deviation = TNarrow.Load(From + channel) - TNarrow.Load(at);
            var z = TNarrow.MultiplyAdd(deviation, TNarrow.Load(at + period), TNarrow.Load(at + (2 * period)));
            TNarrow.Store(TNarrow.SelectGreater(z, TNarrow.Zero, z, z * TNarrow.Broadcast(slope)), To + channel);
        }
    }
}
