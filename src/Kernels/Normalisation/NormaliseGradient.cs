using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>dx = dz·γ/σ − (x − mean)·(mean of γ·dz·x̂)/σ² − (mean of γ·dz)/σ, σ = √(variance + ε), from the sums over each channel.</summary>
/// <remarks>
/// The six numbers of each channel (mean, factor and summand of z; the factors of dz, of x − mean, and of 1) are written to tables first; then every pixel takes a subtraction and three multiply-adds.
/// A lane holds a channel of a (wide) pixel (<see cref="PixelRuns"/>).
/// </remarks>
internal sealed unsafe class NormaliseGradient<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    // Tables.
    private const int Numbers = 6;

    private readonly Normalised _normalised;
    private readonly Window _x, _moments, _dy, _sums, _dx;
    private readonly PixelRuns _runs;
    private Scratch _scratch;

    public NormaliseGradient(Normalised normalised, Window dy, Window sums, Window dx)
    {
        _normalised = normalised;
        (_x, _moments, _dy, _sums, _dx) = (normalised.X, normalised.Moments, dy, sums, dx);
        _runs = new PixelRuns(TLane.Count, _moments.N == 1, _x, _dy, _dx);
        Scratch = new(Shared: (long)Numbers * _runs.Period * _moments.N, PerWorker: 0);
    }

    public override string Name => "normalise gradient";

    public override ScratchNeed Scratch { get; }

    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        team.For(_moments.N, this, static (kernel, sample, _) => kernel.Tables(sample));
        team.For(_runs.Pieces, this, static (kernel, piece, _) => kernel.Piece(piece));
    }

    private void Tables(int sample)
    {
        var variances = _moments.Pixel(sample, 0, 0, 1);
        var forward = _scratch.Shared + ((long)Numbers * _runs.Period * sample);
        float* ofGradient = forward + (3 * _runs.Period), ofDeviation = ofGradient + _runs.Period, constant = ofDeviation + _runs.Period;
        _normalised.WriteTables(sample, _runs, forward);
        var (channels, perSet) = (_runs.Channels, _runs.Channels / _moments.C);
        for (var set = 0; set < _moments.C; set++)
        {
            var (shift, scale) = SetMeans(sample, set * perSet, perSet);
            var inverse = 1 / Math.Sqrt((double)variances[set] + _normalised.Epsilon);
            for (var channel = set * perSet; channel < (set + 1) * perSet; channel++)
            {
                ofGradient[channel] = (float)(ChannelTables.Of(_normalised.Gamma, channel, 1) * inverse);
                ofDeviation[channel] = (float)(-scale * inverse * inverse);
                constant[channel] = (float)(-shift * inverse);
            }
        }

        for (var table = 3; table < Numbers; table++)
        {
            ChannelTables.Repeat(forward + (table * _runs.Period), channels, _runs.Period);
        }
    }

    // The means of γ·dz and γ·dz·x̂ over a set.
    private (double Shift, double Scale) SetMeans(int sample, int first, int channels)
    {
        float* shifts = _sums.Pixel(sample, 0, 0, 0), scales = _sums.Pixel(sample, 0, 0, 1);
        double shift = 0, scale = 0, count = _x.Size / _x.C / _moments.N * channels;
        for (var channel = first; channel < first + channels; channel++)
        {
            double gamma = ChannelTables.Of(_normalised.Gamma, channel, 1);
            shift += gamma * shifts[channel];
            scale += gamma * scales[channel];
        }

        return (shift / count, scale / count);
    }

    private void Piece(int piece)
    {
        var last = Math.Min((piece + 1) * _runs.ChunksPerPiece, _runs.Chunks);
        for (var chunk = piece * _runs.ChunksPerPiece; chunk < last; chunk++)
        {
            var sample = chunk / _runs.ChunksPerSample;
            var (pixel, end) = _runs.PixelsOf(chunk);
            var body = new Body(_scratch.Shared + ((long)Numbers * _runs.Period * (_moments.N == 1 ? 0 : sample)), _runs.Period, _normalised.NegativeSlope);
            while (pixel < end)
            {
                var count = _runs.RunAt(pixel, end);
                body.X = _runs.At(_x, sample, pixel);
                body.Dy = _runs.At(_dy, sample, pixel);
                body.Dx = _runs.At(_dx, sample, pixel);
                Run(count, ref body);
                pixel += count;
            }
        }
    }

    private void Run(int pixels, ref Body body)
    {
        var period = _runs.Period;
        for (var left = _runs.FloatsOf(pixels); left > 0; left -= period)
        {
            ChannelLoop.Run<TLane, Body>(0, (int)Math.Min(left, period), ref body);
            body.X += _runs.Wide ? period : _x.StrideW;
            body.Dy += _runs.Wide ? period : _dy.StrideW;
            body.Dx += _runs.Wide ? period : _dx.StrideW;
        }
    }

    private struct Body(float* table, int period, float slope) : IChannelBody
    {
        public float* X, Dy, Dx;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Run<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            var at = table + channel;
            TNarrow gradient = TNarrow.Load(Dy + channel), deviation = TNarrow.Load(X + channel) - TNarrow.Load(at);
            var z = TNarrow.MultiplyAdd(deviation, TNarrow.Load(at + period), TNarrow.Load(at + (2 * period)));
            gradient = TNarrow.SelectGreater(z, TNarrow.Zero, gradient, gradient * TNarrow.Broadcast(slope));
            var part = TNarrow.MultiplyAdd(deviation, TNarrow.Load(at + (4 * period)), TNarrow.Load(at + (5 * period)));
            TNarrow.Store(TNarrow.MultiplyAdd(gradient, TNarrow.Load(at + (3 * period)), part), Dx + channel);
        }
    }
}
