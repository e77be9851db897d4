using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>A padded, dense copy of what a block of output positions reads.</summary>
/// <remarks>
/// <code>
/// strip [taps along D][rows][columns][Cin]    zeros outside the sources, the channels of all windows side by side
/// </code>
/// In it tap and channel k of a position lie at a fixed distance from the position: position (row, column) begins at <see cref="Start"/>, k lies <see cref="Offsets"/>[k] behind.
/// So a microtile can broadcast from it without any packing.
/// </remarks>
internal sealed unsafe class InputStrip
{
    // 256 KB: half of a small second-level cache.
    private const long MostLength = 65536;

    // A block is 8 rows of 240 columns (a multiple of 6, the microtile's rows), unless its strip is too long or
    // the blocks are too few for a large machine and each has more than two million multiply-adds.
    private const int MostRows = 8;
    private const int MostColumns = 240;
    private const int LeastColumns = 48;
    private const int Multiple = 6;
    private const int EnoughBlocks = 128;
    private const long EnoughWork = 1 << 21;

    // Pixels of a slice of channels lie apart, which the processor does not foresee: so many pixels before one is copied its lines are asked for.
    private const int Ahead = 8;

    private readonly IReadOnlyList<Window> _sources;
    private readonly TapOffsets _taps;
    private readonly Triple _positions;
    private readonly int _firstH, _firstW;
    private int _stripRows, _stripColumns;

    /// <summary>Lays it out.</summary>
    /// <param name="sources">Windows that share [N, D, H, W].</param>
    /// <param name="taps">Where positions read; at least one tap.</param>
    /// <param name="positions">Extents of the positions.</param>
    /// <param name="work">Multiply-adds for each position.</param>
    public InputStrip(IReadOnlyList<Window> sources, TapOffsets taps, Triple positions, long work)
    {
        (_sources, _taps, _positions, Channels) = (sources, taps, positions, sources.Sum(source => source.C));
        (_firstH, _firstW) = (taps.H.Min(), taps.W.Min());
        Columns = Math.Max(Multiple, Math.Min(MostColumns, RightPanels.Padded(positions.W, Multiple)));
        Rows = Math.Clamp(positions.H, 1, MostRows);
        Measure();
        while (Length > MostLength || (Blocks < EnoughBlocks && Rows * Columns * work > EnoughWork))
        {
            // Fewer rows first; but the last halving of the rows copies each input row for each tap.
            if (Rows > 2 || (Rows == 2 && Columns <= LeastColumns))
            {
                Rows /= 2;
            }
            else if (Columns > LeastColumns)
            {
                Columns = RightPanels.Padded(Columns / 2, Multiple);
            }
            else
            {
                break;
            }

            Measure();
        }

        var offsets = from d in Enumerable.Range(0, taps.D.Length)
                      from h in taps.H
                      from w in taps.W
                      from c in Enumerable.Range(0, Channels)
                      select (((((d * _stripRows) + h - _firstH) * _stripColumns) + w - _firstW) * Channels) + c;
        Offsets = [.. offsets];
    }

    /// <summary>Whether the strip stays in cache: what makes it worth while.</summary>
    public bool IsSmall => Length <= MostLength;

    /// <summary>Rows of a block.</summary>
    public int Rows { get; private set; }

    /// <summary>Columns of a block, a multiple of a microtile's rows.</summary>
    public int Columns { get; private set; }

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

    private int RowBlocks => (_positions.H + Rows - 1) / Rows;

    private int ColumnBlocks => (_positions.W + Columns - 1) / Columns;

    /// <summary>The positions of a block.</summary>
    public Block this[int index]
    {
        get
        {
            var (row, column) = (index / ColumnBlocks % RowBlocks * Rows, index % ColumnBlocks * Columns);
            var plane = index / ColumnBlocks / RowBlocks;
            return new(plane / _positions.D, plane % _positions.D, row, column, Math.Min(Rows, _positions.H - row), Math.Min(Columns, _positions.W - column));
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
                var pixel = from + (column * source.StrideW);
                for (var at = 0; at < source.C; at += Prefetch.LineFloats)
                {
                    Prefetch.Line(pixel + (Ahead * source.StrideW) + at);
                }

                CopyPixel(pixel, to + (column * Channels), source.C);
            }

            to += source.C;
        }
    }

    private static void CopyPixel(float* from, float* to, int channels)
    {
        if (channels >= 8)
        {
            new ReadOnlySpan<float>(from, channels).CopyTo(new Span<float>(to, channels));
            return;
        }

        for (var c = 0; c < channels; c++)
        {
            to[c] = from[c];
        }
    }

    private void Measure()
    {
        _stripRows = ((Rows - 1) * _taps.Step.H) + _taps.H.Max() - _firstH + 1;
        _stripColumns = ((Columns - 1) * _taps.Step.W) + _taps.W.Max() - _firstW + 1;
    }

    /// <summary>A block of positions: sample and plane, its first row and column, how many of each.</summary>
    public readonly record struct Block(int N, int D, int Row, int Column, int Rows, int Columns);
}
