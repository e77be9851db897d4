namespace UNetSharp.Kernels;

/// <summary>A padded, dense copy of the little that a block of output positions reads of few input channels.</summary>
/// <remarks>
/// <code>
/// strip [taps along D][rows][columns][Cin]    zeros outside the sources, the channels of all windows side by side
/// </code>
/// In it tap and channel k of a position lie at a fixed distance from the position: position (row, column) begins at <see cref="Start"/>, k lies <see cref="Offsets"/>[k] behind.
/// </remarks>
internal sealed unsafe class InputStrip
{
    // Positions of a block: rows times columns, the latter a multiple of 6, the microtile's. The strip of a 7x7 kernel over 4 channels then takes 56 KB.
    private const int MostRows = 8;
    private const int MostColumns = 240;
    private const int Multiple = 6;

    private readonly IReadOnlyList<Window> _sources;
    private readonly TapOffsets _taps;
    private readonly Triple _positions;
    private readonly int _firstH, _firstW, _stripRows, _stripColumns, _columns;

    /// <summary>Lays it out.</summary>
    /// <param name="sources">Windows that share [N, D, H, W].</param>
    /// <param name="taps">Where positions read; at least one tap.</param>
    /// <param name="positions">Extents of the positions.</param>
    public InputStrip(IReadOnlyList<Window> sources, TapOffsets taps, Triple positions)
    {
        (_sources, _taps, _positions, Channels) = (sources, taps, positions, sources.Sum(source => source.C));
        _columns = Math.Max(Multiple, Math.Min(MostColumns, RightPanels.Padded(positions.W, Multiple)));
        (_firstH, _firstW) = (taps.H.Min(), taps.W.Min());
        _stripRows = ((MostRows - 1) * taps.Step.H) + taps.H.Max() - _firstH + 1;
        _stripColumns = ((_columns - 1) * taps.Step.W) + taps.W.Max() - _firstW + 1;
        var offsets = from d in Enumerable.Range(0, taps.D.Length)
                      from h in taps.H
                      from w in taps.W
                      from c in Enumerable.Range(0, Channels)
                      select (((((d * _stripRows) + h - _firstH) * _stripColumns) + w - _firstW) * Channels) + c;
        Offsets = [.. offsets];
    }

    /// <summary>Channels of all sources.</summary>
    public int Channels { get; }

    /// <summary>For each k = (tap, channel), its distance from the position.</summary>
    public int[] Offsets { get; }

    /// <summary>Floats between neighbouring positions.</summary>
    public int Step => _taps.Step.W * Channels;

    /// <summary>Floats of a strip.</summary>
    public long Length => (long)_taps.D.Length * _stripRows * _stripColumns * Channels;

    /// <summary>Blocks that the positions of all samples fall into.</summary>
    public int Blocks => _sources[0].N * _positions.D * RowBlocks * ColumnBlocks;

    private int RowBlocks => (_positions.H + MostRows - 1) / MostRows;

    private int ColumnBlocks => (_positions.W + _columns - 1) / _columns;

    /// <summary>The positions of a block.</summary>
    public Block this[int index]
    {
        get
        {
            var (row, column) = (index / ColumnBlocks % RowBlocks * MostRows, index % ColumnBlocks * _columns);
            var plane = index / ColumnBlocks / RowBlocks;
            return new(plane / _positions.D, plane % _positions.D, row, column, Math.Min(MostRows, _positions.H - row), Math.Min(_columns, _positions.W - column));
        }
    }

    /// <summary>Where in its strip a position of a block begins.</summary>
    public int Start(int row, int column) => ((row * _taps.Step.H * _stripColumns) + (column * _taps.Step.W)) * Channels;

    /// <summary>Copies what a block reads.</summary>
    public void Fill(in Block block, float* strip)
    {
        var source = _sources[0];
        var rowLength = _stripColumns * Channels;
        var firstH = (block.Row * _taps.Step.H) + _firstH;
        var firstW = (block.Column * _taps.Step.W) + _firstW;

        // Columns [from, to) of the strip lie inside the sources.
        var from = Math.Clamp(-firstW, 0, _stripColumns);
        var to = Math.Clamp(source.W - firstW, from, _stripColumns);
        foreach (var offset in _taps.D)
        {
            var z = (block.D * _taps.Step.D) + offset;
            for (var row = 0; row < _stripRows; row++, strip += rowLength)
            {
                if ((uint)z >= (uint)source.D || (uint)(firstH + row) >= (uint)source.H)
                {
                    new Span<float>(strip, rowLength).Clear();
                    continue;
                }

                new Span<float>(strip, from * Channels).Clear();
                CopyRow((block.N, z, firstH + row), (firstW + from, to - from), strip + (from * Channels));
                new Span<float>(strip + (to * Channels), (_stripColumns - to) * Channels).Clear();
            }
        }
    }

    private void CopyRow((int N, int D, int H) row, (int First, int Count) columns, float* to)
    {
        for (var i = 0; i < _sources.Count; i++)
        {
            var source = _sources[i];
            var from = source.Row(row.N, row.D, row.H) + (columns.First * source.StrideW);
            if (source.C == Channels && source.StrideW == Channels)
            {
                new ReadOnlySpan<float>(from, columns.Count * Channels).CopyTo(new Span<float>(to, columns.Count * Channels));
                return;
            }

            for (var column = 0; column < columns.Count; column++)
            {
                for (var c = 0; c < source.C; c++)
                {
                    to[(column * Channels) + c] = from[(column * source.StrideW) + c];
                }
            }

            to += source.C;
        }
    }

    /// <summary>A block of positions: sample and plane, its first row and column, how many of each.</summary>
    public readonly record struct Block(int N, int D, int Row, int Column, int Rows, int Columns);
}
