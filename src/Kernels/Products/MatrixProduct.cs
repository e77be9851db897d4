using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The kernel behind <see cref="Product"/>.</summary>
/// <remarks>
/// A piece is a block of rows times a block of columns of one matrix. Its operands are packed block by block of K where they are used, not beforehand: each packed float takes part in
/// a hundred and more multiply-adds, and nothing has to be kept between loops.
/// </remarks>
internal sealed unsafe class MatrixProduct<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    // Blocks of A, B and C of a piece, 64 to 128 KB each, share L2.
    private const int MostRows = 120;
    private const int MostColumns = 128;
    private const int EnoughPieces = 128;
    private const long EnoughWork = 1 << 21;

    private readonly Matrices _a, _b, _c, _addend;
    private readonly ProductOptions _options;
    private readonly int _rows, _columns, _k, _kc, _batch;
    private int _rowPanels, _columnPanels;
    private Scratch _scratch;

    /// <summary>Plans it.</summary>
    public MatrixProduct(Window a, Window b, Window c, ProductOptions options)
    {
        _options = options;
        (_a, _b, _c, _addend) = (new(a), new(b), new(c), new(options.Epilogue.Addend ?? default));
        (_k, _rows, _columns, _batch) = (options.TransposeA ? a.H * a.W : a.C, c.H * c.W, c.C, c.N * c.D);
        if (!options.TransposeA && (b.N, b.D) == (1, 1) && _a.IsEven && _c.IsEven && (options.Epilogue.Addend is null || _addend.IsEven) && (a.N, a.D) == (c.N, c.D))
        {
            // One right matrix for all: their rows are the rows of one large matrix.
            (_rows, _batch) = (_rows * _batch, 1);
        }

        _kc = TapProduct<TLane>.KC(_k);
        CutIntoPieces();
    }

    /// <inheritdoc/>
    public override string Name => $"matrix product, {_batch} x [{_rows}, {_k}]·[{_k}, {_columns}]";

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(0, LeftLength + RightLength + ((long)_rowPanels * MR * _columnPanels * NR));

    private static int MR => TLane.Rows;

    private static int NR => 2 * TLane.Count;

    private int RowBlocks => (_rows + (_rowPanels * MR) - 1) / (_rowPanels * MR);

    private int ColumnBlocks => (_columns + (_columnPanels * NR) - 1) / (_columnPanels * NR);

    private long LeftLength => RightPanels.Padded(_options.TransposeA ? MicrotileBlock.TransposedLength<TLane>(_rowPanels * MR, _kc) : _rowPanels * MR * _kc, 16);

    private long RightLength => RightPanels.Padded(_columnPanels * NR * _kc, 16);

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        _scratch = scratch;
        team.For(_batch * RowBlocks * ColumnBlocks, this, static (kernel, piece, worker) => kernel.Run(piece, kernel._scratch.Of(worker)));
    }

    private void Run(int piece, float* scratch)
    {
        // The larger side is walked through once: neighbouring pieces share a block of it.
        var (batch, block) = Math.DivRem(piece, RowBlocks * ColumnBlocks);
        var (rowBlock, columnBlock) = _columns > _rows ? (block % RowBlocks, block / RowBlocks) : (block / ColumnBlocks, block % ColumnBlocks);
        int firstRow = rowBlock * _rowPanels * MR, firstColumn = columnBlock * _columnPanels * NR;
        var (rows, columns) = (Math.Min(_rowPanels * MR, _rows - firstRow), Math.Min(_columnPanels * NR, _columns - firstColumn));
        var panels = ((rows + MR - 1) / MR, (columns + NR - 1) / NR);

        var (aRow, aColumn) = _a.Strides(_options.TransposeA);
        var (bRow, bColumn) = _b.Strides(_options.TransposeB);
        var a = _a.Start(batch) + (firstRow * aRow);
        var b = _b.Start(batch) + (firstColumn * bColumn);
        float* left = scratch, right = left + LeftLength, tiles = right + RightLength;
        for (var k = 0; k < _k; k += _kc)
        {
            var width = Math.Min(_kc, _k - k);
            var depth = RightPanels.Padded(width, TLane.Count);
            if (_options.TransposeA)
            {
                CopyLeft(a + (k * aColumn), aColumn, (rows, width), left);
                PackRight(b + (k * bRow), (bRow, bColumn), (width, columns), width, right);
                MicrotileBlock.MultiplyTransposed<TLane>(panels, width, left, right, tiles, accumulate: k > 0);
            }
            else
            {
                PackLeft(a + (k * aColumn), aRow, (rows, width), left);
                PackRight(b + (k * bRow), (bRow, bColumn), (width, columns), depth, right);
                MicrotileBlock.Multiply<TLane>(panels, depth, left, right, tiles, accumulate: k > 0);
            }
        }

        if (_k == 0)
        {
            new Span<float>(tiles, panels.Item1 * MR * panels.Item2 * NR).Clear();
        }

        Store(batch, (firstRow, firstColumn), (rows, columns), tiles);
    }

    private static void PackLeft(float* a, long rowStride, (int Rows, int Depth) extent, float* to)
    {
        for (var row = 0; row < extent.Rows; row += MR)
        {
            Panels.PackLeft<TLane>(a + (row * rowStride), rowStride, Math.Min(MR, extent.Rows - row), extent.Depth, to);
            to += MR * RightPanels.Padded(extent.Depth, TLane.Count);
        }
    }

    // A is stored [K, rows]: the microkernel reads that as it is, but not beyond its end, so rows are filled up with zeros.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyLeft(float* a, long stride, (int Rows, int Depth) extent, float* to)
    {
        var group = MicrotileBlock.Group<TLane>();
        for (var first = 0; first < extent.Rows; first += group)
        {
            var width = Math.Min(group, extent.Rows - first);
            var filling = Math.Min(group, RightPanels.Padded(width, MR)) - width;
            var from = a + first;
            for (var k = 0; k < extent.Depth; k++, from += stride, to += group)
            {
                new ReadOnlySpan<float>(from, width).CopyTo(new Span<float>(to, width));
                new Span<float>(to + width, filling).Clear();
            }
        }
    }

    private static void PackRight(float* b, (long Row, long Column) stride, (int Depth, int Columns) extent, int depth, float* to)
    {
        for (var column = 0; column < extent.Columns; column += NR)
        {
            Panels.PackRight<TLane>(b + (column * stride.Column), stride.Row, stride.Column, extent.Depth, Math.Min(NR, extent.Columns - column), to);
            new Span<float>(to + (extent.Depth * NR), (depth - extent.Depth) * NR).Clear();
            to += NR * depth;
        }
    }

    private void Store(int batch, (int Row, int Column) first, (int Rows, int Columns) extent, float* tiles)
    {
        var epilogue = _options.Epilogue;
        for (var column = 0; column < extent.Columns; column += NR)
        {
            var count = Math.Min(NR, extent.Columns - column);
            var at = first.Column + column;
            var bias = epilogue.Bias is { } window ? window.Start + at : null;
            for (var row = 0; row < RightPanels.Padded(extent.Rows, MR); row++, tiles += NR)
            {
                if (row >= extent.Rows)
                {
                    continue;
                }

                if (_options.Alpha != 1)
                {
                    Scale(tiles);
                }

                var addend = epilogue.Addend is null ? null : _addend.Row(batch, first.Row + row) + at;
                TileStore.Row<TLane>(tiles, _c.Row(batch, first.Row + row) + at, bias, addend, epilogue.NegativeSlope, count);
            }
        }
    }

    private void Scale(float* row)
    {
        var alpha = TLane.Broadcast(_options.Alpha);
        TLane.Store(TLane.Load(row) * alpha, row);
        TLane.Store(TLane.Load(row + TLane.Count) * alpha, row + TLane.Count);
    }

    private void CutIntoPieces()
    {
        _rowPanels = Math.Clamp((_rows + MR - 1) / MR, 1, MostRows / MR);
        _columnPanels = Math.Clamp((_columns + NR - 1) / NR, 1, MostColumns / NR);
        while ((long)_batch * RowBlocks * ColumnBlocks < EnoughPieces && (long)_rowPanels * MR * _columnPanels * NR * _k > EnoughWork && (_rowPanels > 4 || _columnPanels > 2))
        {
            if (_rowPanels * MR > _columnPanels * NR || _columnPanels <= 2)
            {
                _rowPanels = (_rowPanels + 1) / 2;
            }
            else
            {
                _columnPanels = (_columnPanels + 1) / 2;
            }
        }
    }

    /// <summary>A window as matrices.</summary>
    private readonly struct Matrices(Window window)
    {
        // H or W of 1 leaves its stride without meaning.
        private readonly long _row = window.H == 1 ? window.StrideW : window.W == 1 ? window.StrideH : window.StrideW;

        /// <summary>Whether the rows of the next matrix go on where the last one's ended.</summary>
        public bool IsEven => (window.D == 1 || window.StrideD == _row * window.H * window.W) && (window.N == 1 || window.StrideN == _row * window.D * window.H * window.W);

        public (long Row, long Column) Strides(bool transposed) => transposed ? (1, _row) : (_row, 1);

        public float* Start(int batch) =>
            window.N * window.D == 1 ? window.Start : window.Start + (batch / window.D * window.StrideN) + (batch % window.D * window.StrideD);

        public float* Row(int batch, int row) => Start(batch) + (row * _row);
    }
}
