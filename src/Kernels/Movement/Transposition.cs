using System.Runtime.Intrinsics;

namespace UNetSharp.Kernels;

/// <summary>Axes in another order, moved in memory: y[i₀, i₁, …] = x[…] with axis a of the result being axis permutation[a] of the input.</summary>
/// <remarks>
/// Axes of extent 1 are dropped, and axes that stay neighbours are merged: [N, H, W, C] to [N, C, H, W] is one matrix [H·W, C] transposed N times.
/// Where the last axis stays last, whole rows are copied. Otherwise the plane of the two last axes (the input's and the result's) is cut into blocks of 64 x 64,
/// 4 neighbouring cache lines of 64 rows on either side, and these into tiles of 16 x 16, so that each line is fetched once whichever way it is walked.
/// A piece is some blocks (or rows). The scalar code it equals: for all indices, y[i] = x[permuted i].
/// </remarks>
public sealed unsafe class Transposition : Kernel
{
    private const int Tile = 16;
    private const int Block = 64;
    private const int PieceFloats = 24 * 1024;
    private readonly Window _x, _y;
    private readonly int[] _extents;        // the outer axes, in the order of the result
    private readonly long[] _from, _to;     // their strides
    private readonly (int Extent, long Stride) _across, _along; // the input's last axis with its stride in the result; the result's last axis with its stride in the input
    private readonly int _blocks, _blocksPerPiece;

    /// <summary>Binds the call.</summary>
    /// <param name="x">Input, contiguous.</param>
    /// <param name="y">Output, contiguous, of as many floats.</param>
    /// <param name="extents">The input's extents.</param>
    /// <param name="permutation">For each axis of the result, the input's axis that it is.</param>
    /// <exception cref="ArgumentException">A window is not contiguous or has another size, or the permutation is none.</exception>
    public Transposition(Window x, Window y, ReadOnlySpan<int> extents, ReadOnlySpan<int> permutation)
    {
        var size = 1L;
        foreach (var extent in extents)
        {
            size *= extent;
        }

        var sorted = permutation.ToArray();
        Array.Sort(sorted);
        if (!sorted.AsSpan().SequenceEqual(Enumerable.Range(0, extents.Length).ToArray()))
        {
            throw new ArgumentException($"Transposition: [{string.Join(", ", permutation.ToArray())}] is not a permutation of {extents.Length} axes.");
        }

        if (x.Size != size || y.Size != size || !x.IsContiguous || !y.IsContiguous)
        {
            throw new ArgumentException($"Transposition: input {x} and output {y} for extents [{string.Join(", ", extents.ToArray())}]; both must be contiguous and of that size.");
        }

        (_x, _y) = (x, y);
        var axes = Merge(extents, permutation);
        var last = axes[^1];
        var across = axes.FindIndex(axis => axis.From == 1);
        _across = across == axes.Count - 1 ? (1, 0) : (axes[across].Extent, axes[across].To);
        _along = (last.Extent, last.From);
        var outer = axes.Where((_, at) => at != across && at != axes.Count - 1).ToArray();
        _extents = Array.ConvertAll(outer, axis => axis.Extent);
        (_from, _to) = (Array.ConvertAll(outer, axis => axis.From), Array.ConvertAll(outer, axis => axis.To));

        var inner = (long)_across.Extent * _along.Extent;
        var blockFloats = IsByRows ? _along.Extent : Block * Block;
        _blocks = (int)(size / Math.Max(inner, 1) * BlocksAcross * BlocksAlong);
        _blocksPerPiece = Math.Max(PieceFloats / Math.Max(blockFloats, 1), 1);
    }

    /// <inheritdoc/>
    public override string Name => "transpose";

    // Whether the last axis stays last.
    private bool IsByRows => _along.Stride == 1;

    private int BlocksAcross => IsByRows ? 1 : (_across.Extent + Block - 1) / Block;

    private int BlocksAlong => IsByRows ? 1 : (_along.Extent + Block - 1) / Block;

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        team.For((_blocks + _blocksPerPiece - 1) / _blocksPerPiece, this, static (kernel, piece, _) => kernel.Blocks(piece));
    }

    // The axes in the order of the result, with their strides on both sides; neighbours on both sides are one.
    private static List<(int Extent, long From, long To)> Merge(ReadOnlySpan<int> extents, ReadOnlySpan<int> permutation)
    {
        var strides = new long[extents.Length];
        var stride = 1L;
        for (var axis = extents.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= extents[axis];
        }

        var axes = new List<(int Extent, long From, long To)>();
        var to = 1L;
        for (var at = permutation.Length - 1; at >= 0; at--)
        {
            var (extent, from) = (extents[permutation[at]], strides[permutation[at]]);
            if (extent == 1)
            {
                continue;
            }

            if (axes.Count > 0 && axes[0].From * axes[0].Extent == from)
            {
                axes[0] = (axes[0].Extent * extent, axes[0].From, axes[0].To);
            }
            else
            {
                axes.Insert(0, (extent, from, to));
            }

            to *= extent;
        }

        if (axes.Count == 0)
        {
            axes.Add((1, 1, 1));
        }

        return axes;
    }

    private void Blocks(int piece)
    {
        for (var block = piece * _blocksPerPiece; block < Math.Min((piece + 1) * _blocksPerPiece, _blocks); block++)
        {
            var (plane, across) = Math.DivRem(block, BlocksAcross);
            (var outer, var along) = Math.DivRem(plane, BlocksAlong);
            float* from = _x.Start, to = _y.Start;
            for (var axis = _extents.Length - 1; axis >= 0; axis--)
            {
                (outer, var index) = Math.DivRem(outer, _extents[axis]);
                from += index * _from[axis];
                to += index * _to[axis];
            }

            if (IsByRows)
            {
                new ReadOnlySpan<float>(from, _along.Extent).CopyTo(new Span<float>(to, _along.Extent));
            }
            else
            {
                Tiles(from, to, (across * Block, Math.Min((across + 1) * Block, _across.Extent)), (along * Block, Math.Min((along + 1) * Block, _along.Extent)));
            }
        }
    }

    private void Tiles(float* from, float* to, (int First, int End) across, (int First, int End) along)
    {
        // Each tile goes through a buffer, so that every cache line of either side is touched once: with strides of a power of two 16 lines of one side
        // share a set of the cache and would push each other out.
        float* tile = stackalloc float[Tile * Tile];
        for (var column = along.First; column < along.End; column += Tile)
        {
            for (var row = across.First; row < across.End; row += Tile)
            {
                var (height, width) = (Math.Min(Tile, across.End - row), Math.Min(Tile, along.End - column));
                Read(from + row + (column * _along.Stride), height, width, tile);
                Write(tile, to + (row * _across.Stride) + column, height, width);
            }
        }
    }

    // Each column of the tile is a run of the input.
    private void Read(float* from, int height, int width, float* tile)
    {
        for (var column = 0; column < width; column++, from += _along.Stride, tile += Tile)
        {
            if (height == Tile)
            {
                Vector512.Load(from).Store(tile);
                continue;
            }

            for (var row = 0; row < height; row++)
            {
                tile[row] = from[row];
            }
        }
    }

    // Each row of the tile is a run of the result.
    private void Write(float* tile, float* to, int height, int width)
    {
        if (height == Tile && width == Tile)
        {
            for (var row = 0; row < Tile; row += SquareBlock.Size)
            {
                SquareBlock.Transpose(tile + row, Tile, to + (row * _across.Stride), _across.Stride);
                SquareBlock.Transpose(tile + (SquareBlock.Size * Tile) + row, Tile, to + (row * _across.Stride) + SquareBlock.Size, _across.Stride);
            }

            return;
        }

        for (var row = 0; row < height; row++, to += _across.Stride, tile++)
        {
            for (var column = 0; column < width; column++)
            {
                to[column] = tile[column * Tile];
            }
        }
    }
}
