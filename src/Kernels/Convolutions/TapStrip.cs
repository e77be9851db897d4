using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Moderate numbers of channels (the first layers): direct, from a strip of the input that is padded, dense and small.</summary>
/// <remarks>
/// Packing the rows of a matrix writes each input once for each tap; with few output channels to multiply with, and most of all when a row is made of a handful of floats, that costs more than
/// it brings. Instead a piece fills its <see cref="InputStrip"/> once, and a microtile of 6 positions x 2·L channels broadcasts straight from it: element (r, k) of its left matrix lies at r·step + offset[k], wherever the tile is.
/// Positions beyond the output's width are computed from what the strip holds there, and not stored.
/// Six rows are enough for registers of any width: 12 sums in flight hide the latency of two multiply-adds a cycle.
/// </remarks>
internal sealed unsafe class TapStrip<TLane> : TapWork where TLane : unmanaged, ILane<TLane>
{
    private const int MR = 6;

    private readonly InputStrip _strip;
    private readonly TapDestination _destination;
    private readonly float* _bias;
    private readonly float _slope;

    /// <summary>Plans it.</summary>
    public TapStrip(InputStrip strip, TapDestination destination, float* bias, float slope)
    {
        (_strip, _destination, _slope) = (strip, destination, slope);
        _bias = bias;
    }

    /// <inheritdoc/>
    public override string Name => "direct";

    /// <inheritdoc/>
    public override int Pieces => _strip.Blocks;

    /// <inheritdoc/>
    public override long PerWorker => _strip.Length;

    private static int NR => 2 * TLane.Count;

    /// <inheritdoc/>
    public override void Run(int piece, float* scratch)
    {
        var block = _strip[piece];
        _strip.Fill(block, scratch);
        var tile = stackalloc float[MR * NR];
        for (var row = 0; row < block.Rows; row++)
        {
            for (var column = 0; column < block.Columns; column += MR)
            {
                Positions(scratch + _strip.Start(row, column), (block.N, block.D, block.Row + row, block.Column + column), Math.Min(MR, block.Columns - column), tile);
            }
        }
    }

    // All channels of up to MR positions of a row.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Positions(float* x, (int N, int D, int H, int W) at, int positions, float* tile)
    {
        var output = _destination.Output;
        var addend = _destination.Addend ?? default;
        long* outputs = stackalloc long[MR], addends = stackalloc long[MR];
        for (var row = 0; row < MR; row++)
        {
            (outputs[row], addends[row]) = (row * output.StrideW, row * addend.StrideW);
        }

        var y = output.Pixel(at.N, at.D, at.H, at.W);
        var added = addend.Start == null ? null : addend.Pixel(at.N, at.D, at.H, at.W);
        var weights = (float*)_destination.Weights;
        for (var channel = 0; channel < output.C; channel += NR)
        {
            Multiply(x, _strip.Step, weights, tile);
            weights += RightPanels.Padded(_strip.Offsets.Length, TLane.Count) * NR;
            TileStore.Rows<TLane>(
                tile,
                positions,
                new(y + channel, outputs),
                new(added == null ? null : added + channel, addends),
                new(_bias == null ? null : _bias + channel, _slope, Math.Min(NR, output.C - channel)));
        }
    }

    // tile[r, j] = Σ over k of x[r·step + offset[k]]·b[k, j].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* x, int step, float* b, float* tile)
    {
        TLane x0 = TLane.Zero, x1 = TLane.Zero, x2 = TLane.Zero, x3 = TLane.Zero, x4 = TLane.Zero, x5 = TLane.Zero;
        TLane y0 = TLane.Zero, y1 = TLane.Zero, y2 = TLane.Zero, y3 = TLane.Zero, y4 = TLane.Zero, y5 = TLane.Zero;
        foreach (var offset in _strip.Offsets)
        {
            float* a = x + offset, a3 = a + (3 * step);
            TLane left = TLane.Load(b), right = TLane.Load(b + TLane.Count), value;
            value = TLane.Broadcast(a[0]); x0 = TLane.MultiplyAdd(value, left, x0); y0 = TLane.MultiplyAdd(value, right, y0);
            value = TLane.Broadcast(a[step]); x1 = TLane.MultiplyAdd(value, left, x1); y1 = TLane.MultiplyAdd(value, right, y1);
            value = TLane.Broadcast(a[2 * step]); x2 = TLane.MultiplyAdd(value, left, x2); y2 = TLane.MultiplyAdd(value, right, y2);
            value = TLane.Broadcast(a3[0]); x3 = TLane.MultiplyAdd(value, left, x3); y3 = TLane.MultiplyAdd(value, right, y3);
            value = TLane.Broadcast(a3[step]); x4 = TLane.MultiplyAdd(value, left, x4); y4 = TLane.MultiplyAdd(value, right, y4);
            value = TLane.Broadcast(a3[2 * step]); x5 = TLane.MultiplyAdd(value, left, x5); y5 = TLane.MultiplyAdd(value, right, y5);
            b += 2 * TLane.Count;
        }

        Put(x0, y0, tile);
        Put(x1, y1, tile + (1 * NR));
        Put(x2, y2, tile + (2 * NR));
        Put(x3, y3, tile + (3 * NR));
        Put(x4, y4, tile + (4 * NR));
        Put(x5, y5, tile + (5 * NR));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TLane left, TLane right, float* to)
    {
        TLane.Store(left, to);
        TLane.Store(right, to + TLane.Count);
    }
}
