using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Moderate numbers of channels (the first layers, large kernels, strided ones): direct, from a strip of the input that is padded, dense and small.</summary>
/// <remarks>
/// Packing the rows of a matrix writes each input once for each tap; with few output channels to multiply with, and most of all when a row is made of a handful of floats, that costs more than
/// it brings. Instead a piece fills its <see cref="InputStrip"/> once, and a microtile of 6 positions x 2·L channels broadcasts straight from it: element (r, k) of its left matrix lies at start[r] + offset[k], wherever the tile is.
/// Where a panel of weights does not fit the first-level cache, all positions of the strip pass by a part of it, then, with their sums kept, by the next part.
/// Six rows are enough for registers of any width: 12 sums in flight hide the latency of two multiply-adds a cycle.
/// </remarks>
internal sealed unsafe class TapStrip<TLane> : TapWork where TLane : unmanaged, ILane<TLane>
{
    private const int MR = 6;

    private readonly InputStrip _strip;
    private readonly TapDestination _destination;
    private readonly float* _bias;
    private readonly float _slope;

    // K, rows of a panel of weights, also filled up as they are packed, and of a part of it.
    private readonly int _depth, _paddedDepth, _part;

    // Where things lie behind the strip: microtiles; of each position its distance from where the output and the addend begin (long), and its start in the strip (int).
    private readonly long _tiles, _outputs, _addends, _starts;

    /// <summary>Plans it.</summary>
    public TapStrip(InputStrip strip, TapDestination destination, float* bias, float slope)
    {
        (_strip, _destination, _slope) = (strip, destination, slope);
        _bias = bias;
        _depth = strip.Offsets.Length;
        (_paddedDepth, _part) = (RightPanels.Padded(_depth, TLane.Count), TapProduct<TLane>.KC(_depth));

        long positions = RightPanels.Padded(strip.Rows * strip.Columns, 2 * MR);
        _tiles = RightPanels.Padded((int)strip.Length, 16);
        _outputs = _tiles + (positions * NR);
        _addends = _outputs + (positions * sizeof(long) / sizeof(float));
        _starts = _addends + (positions * sizeof(long) / sizeof(float));
        PerWorker = _starts + positions;
    }

    /// <inheritdoc/>
    public override string Name => "direct";

    /// <inheritdoc/>
    public override int Pieces => _strip.Blocks;

    /// <inheritdoc/>
    public override long PerWorker { get; }

    private static int NR => 2 * TLane.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(int piece, float* shared, float* scratch)
    {
        var block = _strip[piece];
        _strip.Fill(block, scratch);
        Locate(block, (long*)(scratch + _outputs), (long*)(scratch + _addends), (int*)(scratch + _starts));
        var positions = block.Rows * block.Columns;
        if (_part >= _depth)
        {
            // Six positions pass by all panels: what they read of the strip stays where it is fastest, and a pixel is written at once.
            for (var at = 0; at < positions; at += MR)
            {
                Multiply((at, Math.Min(at + MR, positions)), 0, (0, _destination.Output.C), scratch);
            }

            return;
        }

        for (var channel = 0; channel < _destination.Output.C; channel += NR)
        {
            for (var first = 0; first < _depth; first += _part)
            {
                Multiply((0, positions), first, (channel, Math.Min(channel + NR, _destination.Output.C)), scratch);
            }
        }
    }

    // Of each position of a block, row by row: where it goes and what it reads. The last start is repeated to whole microtiles.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Locate(in InputStrip.Block block, long* outputs, long* addends, int* starts)
    {
        for (var row = 0; row < block.Rows; row++)
        {
            var h = block.Row + row;
            Steps(block.Columns, _destination.Output.Pixel(block.N, block.D, h, block.Column) - _destination.Output.Start, _destination.Output.StrideW, outputs + (row * block.Columns));
            if (_destination.Addend is { } addend)
            {
                Steps(block.Columns, addend.Pixel(block.N, block.D, h, block.Column) - addend.Start, addend.StrideW, addends + (row * block.Columns));
            }

            var (start, step) = (_strip.Start(row, 0), _strip.Step);
            for (var column = 0; column < block.Columns; column++, start += step)
            {
                starts[(row * block.Columns) + column] = start;
            }
        }

        var positions = block.Rows * block.Columns;
        for (var at = positions; at < RightPanels.Padded(positions, MR); at++)
        {
            starts[at] = starts[positions - 1];
        }
    }

    private static void Steps(int count, long first, long step, long* to)
    {
        for (var at = 0; at < count; at++, first += step)
        {
            to[at] = first;
        }
    }

    // Some positions of a block by some panels, of each of these one part, from row `first` on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply((int First, int End) positions, int first, (int First, int End) channels, float* strip)
    {
        var offsets = _strip.Offsets.AsSpan(first, Math.Min(_part, _depth - first));
        var isLast = first + offsets.Length == _depth;
        long* outputs = (long*)(strip + _outputs), addends = (long*)(strip + _addends);
        var starts = (int*)(strip + _starts);
        var weights = (float*)_destination.Weights + (((channels.First / NR * (long)_paddedDepth) + first) * NR);
        float* y = _destination.Output.Start, addend = _destination.Addend is { } window ? window.Start : null;
        for (var channel = channels.First; channel < channels.End; channel += NR, weights += _paddedDepth * NR)
        {
            TileEnd end = new(_bias == null ? null : _bias + channel, _slope, Math.Min(NR, channels.End - channel));
            var tile = strip + _tiles;
            for (var at = positions.First; at < positions.End; at += MR, tile += MR * NR)
            {
                Multiply(strip, starts + at, offsets, weights, tile, accumulate: first > 0);
                if (isLast)
                {
                    TileStore.Rows<TLane>(tile, Math.Min(MR, positions.End - at), new(y + channel, outputs + at), new(addend == null ? null : addend + channel, addends + at), end);
                }
            }
        }
    }

    // tile[r, j] (+)= Σ over k of x[start[r] + offset[k]]·b[k, j].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(float* x, int* starts, ReadOnlySpan<int> offsets, float* b, float* tile, bool accumulate)
    {
        TLane x0 = TLane.Zero, x1 = TLane.Zero, x2 = TLane.Zero, x3 = TLane.Zero, x4 = TLane.Zero, x5 = TLane.Zero;
        TLane y0 = TLane.Zero, y1 = TLane.Zero, y2 = TLane.Zero, y3 = TLane.Zero, y4 = TLane.Zero, y5 = TLane.Zero;
        float* a0 = x + starts[0], a1 = x + starts[1], a2 = x + starts[2], a3 = x + starts[3], a4 = x + starts[4], a5 = x + starts[5];
        foreach (long offset in offsets)
        {
            TLane left = TLane.Load(b), right = TLane.Load(b + TLane.Count), value;
            value = TLane.Broadcast(a0[offset]); x0 = TLane.MultiplyAdd(value, left, x0); y0 = TLane.MultiplyAdd(value, right, y0);
            value = TLane.Broadcast(a1[offset]); x1 = TLane.MultiplyAdd(value, left, x1); y1 = TLane.MultiplyAdd(value, right, y1);
            value = TLane.Broadcast(a2[offset]); x2 = TLane.MultiplyAdd(value, left, x2); y2 = TLane.MultiplyAdd(value, right, y2);
            value = TLane.Broadcast(a3[offset]); x3 = TLane.MultiplyAdd(value, left, x3); y3 = TLane.MultiplyAdd(value, right, y3);
            value = TLane.Broadcast(a4[offset]); x4 = TLane.MultiplyAdd(value, left, x4); y4 = TLane.MultiplyAdd(value, right, y4);
            value = TLane.Broadcast(a5[offset]); x5 = TLane.MultiplyAdd(value, left, x5); y5 = TLane.MultiplyAdd(value, right, y5);
            b += 2 * TLane.Count;
        }

        if (accumulate)
        {
            Get(ref x0, ref y0, tile);
            Get(ref x1, ref y1, tile + (1 * NR));
            Get(ref x2, ref y2, tile + (2 * NR));
            Get(ref x3, ref y3, tile + (3 * NR));
            Get(ref x4, ref y4, tile + (4 * NR));
            Get(ref x5, ref y5, tile + (5 * NR));
        }

        Put(x0, y0, tile);
        Put(x1, y1, tile + (1 * NR));
        Put(x2, y2, tile + (2 * NR));
        Put(x3, y3, tile + (3 * NR));
        Put(x4, y4, tile + (4 * NR));
        Put(x5, y5, tile + (5 * NR));
    }

    // ref parameters of inlined methods stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Get(ref TLane left, ref TLane right, float* from) => (left, right) = (left + TLane.Load(from), right + TLane.Load(from + TLane.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TLane left, TLane right, float* to)
    {
        TLane.Store(left, to);
        TLane.Store(right, to + TLane.Count);
    }
}
