using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>A kernel on the channels of each pixel of contiguous memory [samples, pixels, C] with few channels: a lane is a pixel.</summary>
/// <remarks>
/// As many pixels as a register has lanes are brought into a tile, so that class scores of 2 or 3 channels still fill whole registers:
/// <code>
/// memory  [pixel][c]     tile  [c][lane]     element (lane, c) at c·L + lane
/// </code>
/// The last tile of a piece may hold fewer pixels; its other lanes repeat zeros and are not stored.
/// </remarks>
internal abstract unsafe class PixelKernel<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    private const int PieceLength = 16 * 1024;

    private readonly int _samples, _pixelsInPiece, _piecesOfSample;
    private Scratch _scratch;

    private protected PixelKernel(int samples, int pixels, int channels)
    {
        (_samples, Pixels, Channels) = (samples, pixels, channels);
        _pixelsInPiece = Math.Max(1, PieceLength / Math.Max(channels, 1) / TLane.Count) * TLane.Count;
        _piecesOfSample = (pixels + _pixelsInPiece - 1) / _pixelsInPiece;
    }

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(Partials * 2L * Pieces, 2L * Channels * TLane.Count); // a double takes the room of two floats

    /// <summary>Pixels of a sample.</summary>
    private protected int Pixels { get; }

    private protected int Channels { get; }

    /// <summary>Sums in double precision that each piece leaves.</summary>
    private protected virtual int Partials => 0;

    private protected int Pieces => _samples * _piecesOfSample;

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        team.For(Pieces, this, static (kernel, piece, worker) => kernel.Piece(piece, worker));
        team.For(1, this, static (kernel, _, _) => kernel.Finish());
    }

    /// <summary>Works on the pixels [first, first + count) of all samples' pixels, counted through.</summary>
    /// <param name="first">Index of the first pixel.</param>
    /// <param name="count">How many, all of one sample.</param>
    /// <param name="tiles">Room for two tiles.</param>
    /// <param name="partials">Where the piece leaves its sums, <see cref="Partials"/> of them, now 0.</param>
    private protected abstract void Piece(long first, int count, float* tiles, double* partials);

    /// <summary>What is done once at the end, when all pieces are.</summary>
    private protected virtual void Finish()
    {
    }

    /// <summary>One sum of a sample, over its pieces in their order.</summary>
    private protected double Sum(int sample, int which)
    {
        var sum = 0.0;
        for (var piece = 0; piece < _piecesOfSample; piece++)
        {
            sum += PartialsOf((sample * _piecesOfSample) + piece)[which];
        }

        return sum;
    }

    private void Piece(int piece, int worker)
    {
        var (sample, part) = Math.DivRem(piece, _piecesOfSample);
        var first = part * _pixelsInPiece;
        var partials = PartialsOf(piece);
        new Span<double>(partials, Partials).Clear();
        Piece(((long)sample * Pixels) + first, Math.Min(_pixelsInPiece, Pixels - first), _scratch.Of(worker), partials);
    }

    private double* PartialsOf(int piece) => (double*)_scratch.Shared + ((long)piece * Partials);

    /// <summary>Brings pixels into a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected static void Gather(float* pixels, int count, int channels, float* tile)
    {
        for (var lane = 0; lane < TLane.Count; lane++)
        {
            for (var c = 0; c < channels; c++)
            {
                tile[(c * TLane.Count) + lane] = lane < count ? pixels[(lane * channels) + c] : 0;
            }
        }
    }

    /// <summary>Brings a tile back into pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected static void Scatter(float* tile, int count, int channels, float* pixels)
    {
        for (var lane = 0; lane < count; lane++)
        {
            for (var c = 0; c < channels; c++)
            {
                pixels[(lane * channels) + c] = tile[(c * TLane.Count) + lane];
            }
        }
    }

    /// <summary>One number of each pixel: labels or weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static TLane Load(float* from, int count) => count == TLane.Count ? TLane.Load(from) : TLane.LoadFirst(from, count);

    /// <summary>x → x − max x; returns log Σ eˣ of the result. Softmax is e^(x − it), its logarithm x − it: no overflow for any scores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static TLane Center(float* tile, int channels)
    {
        var largest = TLane.Load(tile);
        for (var c = 1; c < channels; c++)
        {
            largest = TLane.Max(largest, TLane.Load(tile + (c * TLane.Count)));
        }

        var sum = TLane.Zero;
        for (var c = 0; c < channels; c++)
        {
            var centred = TLane.Load(tile + (c * TLane.Count)) - largest;
            TLane.Store(centred, tile + (c * TLane.Count));
            sum += Elementary.Exp(centred);
        }

        return TLane.Log(sum);
    }

    /// <summary>Adds the first lanes up in double precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static double Across(TLane lanes, int count)
    {
        var sum = 0.0;
        for (var lane = 0; lane < count; lane++)
        {
            sum += ((float*)&lanes)[lane];
        }

        return sum;
    }
}
