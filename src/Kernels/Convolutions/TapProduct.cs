using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Where one product of a <see cref="TapProduct{TLane}"/> goes.</summary>
/// <param name="Output">A window with the extents of the positions.</param>
/// <param name="Addend">A window of the same extents, or null.</param>
/// <param name="Weights">Address of its packed right matrix.</param>
internal readonly record struct TapDestination(Window Output, Window? Addend, nint Weights);

/// <summary>An implicit matrix product: the columns that taps read, times packed weights, into one or several outputs that read the same columns.</summary>
/// <remarks>
/// Z[positions, channels] = X[positions, K] · B[K, channels]; X is packed a block at a time; whole, before all else, only where several pieces would pack the same rows and it is small.
/// A piece is a block of positions times a block of channels. Within it K runs in blocks of KC; for each
/// <code>
/// A block  [MC / MR][KC / L][MR][L]   packed from the windows, meant for L2
/// B panel  [KC][2L]                   of the packed weights, meant for L1 while all row panels pass by
/// C tiles  [panels of channels][MC / MR][MR][2L]   partial sums, when K takes more than one block
/// </code>
/// and after the last block each finished tile goes through bias, addend and activation straight to the output.
/// Several destinations are the phases of a transposed convolution whose taps are the same: the input is packed once for all.
/// </remarks>
internal sealed unsafe class TapProduct<TLane> : TapWork where TLane : unmanaged, ILane<TLane>
{
    // A block of positions: long enough that a panel of weights, fetched from L2, is used often.
    private const int MostRows = 120;

    // C tiles of a piece beside its A block in L2: 256 KB.
    private const int MostTileFloats = 65536;

    // Pieces enough for the largest machines, as long as each has two million multiply-adds, some tens of microseconds.
    private const int EnoughPieces = 128;
    private const long EnoughWork = 1 << 21;

    // Packed rows that all pieces share: 8 MB.
    private const long MostSharedFloats = 1 << 21;

    private readonly TapColumns _columns;
    private readonly TapDestination[] _destinations;
    private readonly nint[] _outputs, _addends; // where each destination begins
    private readonly int _channels;
    private readonly float* _bias;
    private readonly float _slope;
    private readonly int _panels; // of one destination
    private int _rowPanels; // of a piece
    private int _columnPanels; // of a piece, over all destinations
    private readonly bool _weightsAreLarger;
    private readonly bool _packsOnce; // before all pieces, for the blocks of channels that read the same rows

    /// <summary>Plans it.</summary>
    public TapProduct(IReadOnlyList<Window> sources, TapOffsets taps, TapDestination[] destinations, float* bias, float slope)
    {
        var output = destinations[0].Output;
        _columns = new(sources, taps, new(output.D, output.H, output.W), TLane.Count, KC(taps.Count * sources.Sum(source => source.C)));
        (_destinations, _slope, _channels) = (destinations, slope, output.C);
        _outputs = [.. destinations.Select(destination => (nint)destination.Output.Start)];
        _addends = [.. destinations.Select(destination => (nint)(destination.Addend ?? default).Start)];
        _bias = bias;
        _panels = (_channels + NR - 1) / NR;
        _weightsAreLarger = (long)_panels * NR * destinations.Length > _columns.Rows;
        CutIntoPieces();
        _packsOnce = ColumnBlocks > 1 && _columns.Blocks > 0 && RowBlocks * BlockLength <= MostSharedFloats;
    }

    /// <summary>Columns of a block of K: a panel of weights of this height fills most of L1, 24 KB, and K splits evenly.</summary>
    public static int KC(int k)
    {
        var most = Math.Min(384, 24 * 1024 / (sizeof(float) * NR) / TLane.Count * TLane.Count);
        var blocks = Math.Max(1, (k + most - 1) / most);
        return Math.Max(TLane.Count, RightPanels.Padded((k + blocks - 1) / blocks, TLane.Count));
    }

    /// <inheritdoc/>
    public override string Name => "product";

    /// <inheritdoc/>
    public override int Pieces => (int)(RowBlocks * ColumnBlocks);

    /// <inheritdoc/>
    public override int Preparations => _packsOnce ? (int)RowBlocks * _columns.Blocks : 0;

    /// <inheritdoc/>
    public override long Shared => _packsOnce ? RowBlocks * BlockLength : 0;

    /// <inheritdoc/>
    public override long PerWorker => PlacesLength + (_packsOnce ? 0 : LeftLength) + ((long)MR * NR * (_columns.Blocks > 1 ? _rowPanels * _columnPanels : 1));

    private static int MR => TLane.Rows;

    private static int NR => 2 * TLane.Count;

    private long RowBlocks => (_columns.Rows + (_rowPanels * MR) - 1) / (_rowPanels * MR);

    private int ColumnBlocks => ((_panels * _destinations.Length) + _columnPanels - 1) / _columnPanels;

    // Both lengths are multiples of a cache line.
    private long PlacesLength => RightPanels.Padded(_rowPanels * MR * sizeof(TapColumns.Place) / sizeof(float), 16);

    // All columns of a block of rows, packed.
    private long BlockLength => (long)_rowPanels * MR * _columns.Padded;

    private long LeftLength => RightPanels.Padded(_rowPanels * MR * _columns.Block, 16);

    /// <inheritdoc/>
    public override void Prepare(int piece, float* shared, float* scratch)
    {
        var (rowBlock, block) = Math.DivRem(piece, _columns.Blocks);
        var first = (long)rowBlock * _rowPanels * MR;
        var places = (TapColumns.Place*)scratch;
        var rows = (int)Math.Min(_rowPanels * MR, _columns.Rows - first);
        _columns.Locate(first, rows, places);
        _columns.PackLeft<TLane>(places, rows, block, Packed(shared, rowBlock, block));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(int piece, float* shared, float* scratch)
    {
        // The larger side is walked through once: neighbouring pieces share a block of it.
        var (rowBlock, columnBlock) = _weightsAreLarger ? (piece % RowBlocks, piece / RowBlocks) : (piece / ColumnBlocks, piece % ColumnBlocks);
        var first = rowBlock * (_rowPanels * MR);
        var rows = (int)Math.Min(_rowPanels * MR, _columns.Rows - first);
        var firstPanel = (int)columnBlock * _columnPanels;
        var endPanel = Math.Min(firstPanel + _columnPanels, _panels * _destinations.Length);
        var rowPanels = (rows + MR - 1) / MR;

        var places = (TapColumns.Place*)scratch;
        var left = scratch + PlacesLength;
        var tiles = _packsOnce ? left : left + LeftLength;
        if (!_packsOnce)
        {
            _columns.Locate(first, rows, places);
        }

        var outputs = stackalloc long[rowPanels * MR];
        var addends = stackalloc long[rowPanels * MR];
        LocateOutputs(first, rows, outputs, addends);

        if (_columns.Blocks == 0)
        {
            new Span<float>(tiles, MR * NR).Clear(); // no tap reaches these positions: zero, bias and activation
        }

        for (var block = 0; block < Math.Max(1, _columns.Blocks); block++)
        {
            var (last, width) = (block >= _columns.Blocks - 1, _columns.Blocks == 0 ? 0 : _columns.Width(block));
            if (_packsOnce)
            {
                left = Packed(shared, rowBlock, block);
            }
            else if (width > 0)
            {
                _columns.PackLeft<TLane>(places, rows, block, left);
            }

            for (var panel = firstPanel; panel < endPanel; panel++)
            {
                var destination = panel / _panels;
                var right = (float*)_destinations[destination].Weights + ((((long)(panel % _panels) * _columns.Padded) + ((long)block * _columns.Block)) * NR);
                for (var row = 0; row < rowPanels; row++)
                {
                    var tile = _columns.Blocks > 1 ? tiles + ((((panel - firstPanel) * rowPanels) + row) * MR * NR) : tiles;
                    if (last)
                    {
                        AskFor(outputs + (row * MR), panel);
                    }

                    if (width > 0)
                    {
                        Microkernel.Run<TLane>(width / TLane.Count, left + ((long)row * MR * width), right, tile, NR, accumulate: block > 0);
                    }

                    if (last)
                    {
                        Store(tile, Math.Min(MR, rows - (row * MR)), outputs + (row * MR), addends + (row * MR), panel);
                    }
                }
            }
        }
    }

    private float* Packed(float* shared, long rowBlock, int block) => shared + (rowBlock * BlockLength) + ((long)block * _columns.Block * _rowPanels * MR);

    // The lines that a tile is stored to, before it is computed: they lie apart and far away, and a store that waits for its line holds up all behind it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AskFor(long* outputs, int panel)
    {
        var to = (float*)_outputs[panel / _panels] + (panel % _panels * NR);
        for (var row = 0; row < MR; row++)
        {
            Prefetch.Line(to + outputs[row]);
            if (NR > Prefetch.LineFloats)
            {
                Prefetch.Line(to + outputs[row] + Prefetch.LineFloats);
            }
        }
    }

    private void Store(float* tile, int rows, long* outputs, long* addends, int panel)
    {
        var (destination, channel) = (panel / _panels, panel % _panels * NR);
        var addend = (float*)_addends[destination];
        TileStore.Rows<TLane>(
            tile,
            rows,
            new((float*)_outputs[destination] + channel, outputs),
            new(addend == null ? null : addend + channel, addends),
            new(_bias == null ? null : _bias + channel, _slope, Math.Min(NR, _channels - channel)));
    }

    // The destinations differ only in where they begin: their strides, and so the distance of a position from the beginning, are the same.
    private void LocateOutputs(long first, int rows, long* outputs, long* addends)
    {
        var output = _destinations[0].Output;
        var addend = _destinations[0].Addend ?? default;
        var rest = first;
        var w = (int)(rest % output.W);
        rest /= output.W;
        var h = (int)(rest % output.H);
        rest /= output.H;
        var d = (int)(rest % output.D);
        var n = (int)(rest / output.D);
        for (var row = 0; row < rows; row++)
        {
            outputs[row] = (n * output.StrideN) + (d * output.StrideD) + (h * output.StrideH) + (w * output.StrideW);
            addends[row] = (n * addend.StrideN) + (d * addend.StrideD) + (h * addend.StrideH) + (w * addend.StrideW);
            if (++w == output.W)
            {
                (w, h) = (0, h + 1);
                if (h == output.H)
                {
                    (h, d) = (0, d + 1);
                    if (d == output.D)
                    {
                        (d, n) = (0, n + 1);
                    }
                }
            }
        }
    }

    private void CutIntoPieces()
    {
        var panels = _panels * _destinations.Length;
        _rowPanels = Math.Max(1, (int)Math.Min(MostRows / MR, (_columns.Rows + MR - 1) / MR));
        _columnPanels = Math.Clamp(MostTileFloats / (_rowPanels * MR * NR), 1, panels);
        while (RowBlocks * ColumnBlocks < EnoughPieces && (long)_rowPanels * MR * _columnPanels * NR * _columns.Padded > EnoughWork)
        {
            // Fewer channels first (each block of them packs the input again, which four panels pay for), then fewer positions.
            if (_columnPanels > 4)
            {
                _columnPanels = (_columnPanels + 1) / 2;
            }
            else if (_rowPanels > 2)
            {
                _rowPanels = (_rowPanels + 1) / 2;
            }
            else
            {
                break;
            }
        }
    }
}
