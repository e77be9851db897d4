using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Few input channels (the first layer): direct, from a strip of the input that is padded, dense and small.</summary>
/// <remarks>
/// Packing rows of a matrix would cost more than multiplying them when each is a handful of floats. Instead a piece copies what it reads, once, into
/// <code>
/// strip [taps along D][rows][columns][Cin]    zeros outside the sources, the channels of all windows side by side
/// </code>
/// and a microtile of 6 positions x 2·L channels broadcasts straight from it: element (r, k) of its left matrix lies at r·step·Cin + offset[k], wherever the tile is.
/// Positions beyond the output's width are computed from what the strip holds there, and not stored.
/// Six rows are enough for registers of any width: 12 sums in flight hide the latency of two multiply-adds a cycle.
/// </remarks>
internal sealed unsafe class TapStrip<TLane> : TapWork where TLane : unmanaged, ILane<TLane>
{
    /// <summary>Input channels at most: beyond, rows are long enough to pack.</summary>
    public const int MostInputs = 4;

    private const int MR = 6;

    // Positions of a piece: rows times columns, the latter a multiple of MR. The strip of a 7x7 kernel over 4 channels then takes 56 KB.
    private const int Rows = 8;
    private const int Columns = 240;

    private readonly IReadOnlyList<Window> _sources;
    private readonly TapOffsets _taps;
    private readonly TapDestination _destination;
    private readonly float* _bias;
    private readonly float _slope;
    private readonly int _inputs, _columnsOfPiece, _firstH, _firstW, _stripRows, _stripColumns;
    private readonly int[] _offsets;

    /// <summary>Plans it.</summary>
    public TapStrip(IReadOnlyList<Window> sources, TapOffsets taps, TapDestination destination, float* bias, float slope)
    {
        (_sources, _taps, _destination, _slope, _inputs) = (sources, taps, destination, slope, sources.Sum(source => source.C));
        _bias = bias;
        _columnsOfPiece = Math.Min(Columns, RightPanels.Padded(destination.Output.W, MR));
        (_firstH, _firstW) = (taps.H.Min(), taps.W.Min());
        _stripRows = ((Rows - 1) * taps.Step.H) + taps.H.Max() - _firstH + 1;
        _stripColumns = ((_columnsOfPiece - 1) * taps.Step.W) + taps.W.Max() - _firstW + 1;
        var offsets = from d in Enumerable.Range(0, taps.D.Length)
                      from h in taps.H
                      from w in taps.W
                      from c in Enumerable.Range(0, _inputs)
                      select (((((d * _stripRows) + h - _firstH) * _stripColumns) + w - _firstW) * _inputs) + c;
        _offsets = [.. offsets];
    }

    /// <inheritdoc/>
    public override string Name => "direct, few inputs";

    /// <inheritdoc/>
    public override int Pieces => _destination.Output.N * _destination.Output.D * RowBlocks * ColumnBlocks;

    /// <inheritdoc/>
    public override long PerWorker => (long)_taps.D.Length * _stripRows * _stripColumns * _inputs;

    private static int NR => 2 * TLane.Count;

    private int RowBlocks => (_destination.Output.H + Rows - 1) / Rows;

    private int ColumnBlocks => (_destination.Output.W + _columnsOfPiece - 1) / Math.Max(1, _columnsOfPiece);

    /// <inheritdoc/>
    public override void Run(int piece, float* scratch)
    {
        var output = _destination.Output;
        var firstColumn = piece % ColumnBlocks * _columnsOfPiece;
        var firstRow = piece / ColumnBlocks % RowBlocks * Rows;
        var plane = piece / ColumnBlocks / RowBlocks;
        var (n, d) = (plane / output.D, plane % output.D);
        Fill(n, d, firstRow, firstColumn, scratch);
        for (var row = firstRow; row < Math.Min(firstRow + Rows, output.H); row++)
        {
            for (var column = firstColumn; column < Math.Min(firstColumn + _columnsOfPiece, output.W); column += MR)
            {
                var start = ((row - firstRow) * _taps.Step.H * _stripColumns) + ((column - firstColumn) * _taps.Step.W);
                Positions(scratch + (start * _inputs), (n, d, row, column));
            }
        }
    }

    // All channels of up to MR positions of a row.
    private void Positions(float* x, (int N, int D, int H, int W) at)
    {
        var output = _destination.Output;
        var positions = Math.Min(MR, output.W - at.W);
        var y = output.Pixel(at.N, at.D, at.H, at.W);
        var addend = _destination.Addend is { } window ? window.Pixel(at.N, at.D, at.H, at.W) : null;
        var addendStride = _destination.Addend?.StrideW ?? 0;
        var tile = stackalloc float[MR * NR];
        var weights = (float*)_destination.Weights;
        for (var channel = 0; channel < output.C; channel += NR)
        {
            Multiply(x, _taps.Step.W * _inputs, weights, tile);
            weights += RightPanels.Padded(_offsets.Length, TLane.Count) * NR;
            var count = Math.Min(NR, output.C - channel);
            for (var row = 0; row < positions; row++)
            {
                TileStore.Row<TLane>(
                    tile + (row * NR),
                    y + (row * output.StrideW) + channel,
                    _bias == null ? null : _bias + channel,
                    addend == null ? null : addend + (row * addendStride) + channel,
                    _slope,
                    count);
            }
        }
    }

    // tile[r, j] = Σ over k of x[r·step + offset[k]]·b[k, j].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* x, int step, float* b, float* tile)
    {
        TLane x0 = TLane.Zero, x1 = TLane.Zero, x2 = TLane.Zero, x3 = TLane.Zero, x4 = TLane.Zero, x5 = TLane.Zero;
        TLane y0 = TLane.Zero, y1 = TLane.Zero, y2 = TLane.Zero, y3 = TLane.Zero, y4 = TLane.Zero, y5 = TLane.Zero;
        foreach (var offset in _offsets)
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

    private void Fill(int n, int d, int firstRow, int firstColumn, float* strip)
    {
        var source = _sources[0];
        var rowLength = _stripColumns * _inputs;
        var firstH = (firstRow * _taps.Step.H) + _firstH;
        var firstW = (firstColumn * _taps.Step.W) + _firstW;

        // Columns [from, to) of the strip lie inside the sources.
        var from = Math.Clamp(-firstW, 0, _stripColumns);
        var to = Math.Clamp(source.W - firstW, from, _stripColumns);
        foreach (var offset in _taps.D)
        {
            var z = (d * _taps.Step.D) + offset;
            for (var row = 0; row < _stripRows; row++, strip += rowLength)
            {
                if ((uint)z >= (uint)source.D || (uint)(firstH + row) >= (uint)source.H)
                {
                    new Span<float>(strip, rowLength).Clear();
                    continue;
                }

                new Span<float>(strip, from * _inputs).Clear();
                CopyRow(n, z, firstH + row, (firstW + from, to - from), strip + (from * _inputs));
                new Span<float>(strip + (to * _inputs), (_stripColumns - to) * _inputs).Clear();
            }
        }
    }

    private void CopyRow(int n, int d, int h, (int First, int Count) columns, float* to)
    {
        for (var i = 0; i < _sources.Count; i++)
        {
            var source = _sources[i];
            var from = source.Row(n, d, h) + (columns.First * source.StrideW);
            if (source.C == _inputs && source.StrideW == _inputs)
            {
                new ReadOnlySpan<float>(from, columns.Count * _inputs).CopyTo(new Span<float>(to, columns.Count * _inputs));
                return;
            }

            for (var column = 0; column < columns.Count; column++)
            {
                for (var c = 0; c < source.C; c++)
                {
                    to[(column * _inputs) + c] = from[(column * source.StrideW) + c];
                }
            }

            to += source.C;
        }
    }
}
