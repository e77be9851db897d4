using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>A list of windows, read as one whose channels stand behind one another, in blocks of L channels: each window is filled up to whole blocks with zeros.</summary>
internal sealed unsafe class WinogradInputs<TLane> where TLane : unmanaged, ILane<TLane>
{
    private readonly Window[] _windows;

    // Of each block of L channels: its window, its first channel there and among all, and its channels that are no filling.
    private readonly (int Window, int Channel, int First, int Count)[] _blocks;

    public WinogradInputs(ReadOnlySpan<Window> windows)
    {
        _windows = windows.ToArray();
        var blocks = new List<(int, int, int, int)>();
        for (var index = 0; index < _windows.Length; index++)
        {
            for (var channel = 0; channel < _windows[index].C; channel += TLane.Count)
            {
                blocks.Add((index, channel, Channels + channel, Math.Min(TLane.Count, _windows[index].C - channel)));
            }

            Channels += _windows[index].C;
        }

        _blocks = [.. blocks];
    }

    /// <summary>Blocks of L channels.</summary>
    public int Blocks => _blocks.Length;

    /// <summary>Channels, without the zeros.</summary>
    public int Channels { get; }

    /// <summary>The first channel of a block, counted over all windows, and how many of its L are no filling.</summary>
    public (int First, int Count) Block(int block) => (_blocks[block].First, _blocks[block].Count);

    /// <summary>Floats that <see cref="Patch"/> and a transform behind it need to work in.</summary>
    public static int WorkLength<TTile>() where TTile : struct, IWinogradTile => 2 * TTile.Positions * TLane.Count;

    /// <summary>Bᵀ x B of the patches of some tiles in one plane, for some channel blocks.</summary>
    /// <param name="tiles">The numbering of the tiles.</param>
    /// <param name="range">Which tiles, which channel blocks, and where the patches lie.</param>
    /// <param name="places">Where the results go.</param>
    /// <param name="to">Where the range's first tile and channel block go, at position 0.</param>
    /// <param name="stride">Floats between positions.</param>
    /// <param name="work">Memory to work in.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Transform<TTile>(WinogradTiles<TTile> tiles, WinogradRange range, VectorPlaces places, float* to, long stride, float* work) where TTile : struct, IWinogradTile
    {
        var buffer = work + (TTile.Positions * TLane.Count);
        var at = stackalloc (int N, int Y, int X)[LineVectors];
        for (var first = range.Tile; first < range.TileEnd; first += LineVectors)
        {
            var count = Math.Min(LineVectors, range.TileEnd - first);
            for (var tile = 0; tile < count; tile++)
            {
                at[tile] = tiles.At(first + tile);
            }

            for (var firstBlock = range.Block; firstBlock < range.BlockEnd; firstBlock += LineVectors)
            {
                for (var tile = 0; tile < count; tile++)
                {
                    var (n, y, x) = at[tile];
                    var tileStart = to + places.OfTile(first + tile - range.Tile);
                    for (var block = firstBlock; block < Math.Min(range.BlockEnd, firstBlock + LineVectors); block++)
                    {
                        var (index, channel, _, _) = _blocks[block];
                        var patch = Patch(in _windows[index], (n, range.Plane, y - range.PadH, x - range.PadW, channel), TTile.Patch, work, out var strideH, out var strideW);
                        if (patch != work && block == firstBlock)
                        {
                            NextTile<TTile>(patch, strideH, strideW);
                        }

                        TTile.Input<TLane>(patch, strideH, strideW, buffer, tileStart + places.OfBlock(block - range.Block), stride);
                    }
                }
            }
        }
    }

    /// <summary>A d Aᵀ of the tiles themselves.</summary>
    /// <inheritdoc cref="Transform"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TransformGradient<TTile>(WinogradTiles<TTile> tiles, WinogradRange range, VectorPlaces places, float* to, long stride, float* work) where TTile : struct, IWinogradTile
    {
        for (var tile = range.Tile; tile < range.TileEnd; tile++)
        {
            var (n, y, x) = tiles.At(tile);
            var tileStart = to + places.OfTile(tile - range.Tile);
            for (var block = range.Block; block < range.BlockEnd; block++)
            {
                var (index, channel, _, _) = _blocks[block];
                var patch = Patch(in _windows[index], (n, range.Plane, y, x, channel), TTile.Size, work, out var strideH, out var strideW);
                TTile.OutputGradient<TLane>(patch, strideH, strideW, tileStart + places.OfBlock(block - range.Block), stride);
            }
        }
    }

    // Vectors of a cache line: so many channel blocks share a line of the input, and so many tiles a line of the product's left matrix.
    private static int LineVectors => Math.Max(1, 16 / TLane.Count);

    // The columns of pixels that the tile LineVectors further on reads and none before it, one line of channels of each. Jumping from pixel to pixel, a transform makes no stream
    // that the processor would foresee; without these the wait for memory is as long as the arithmetic.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void NextTile<TTile>(float* patch, long strideH, long strideW) where TTile : struct, IWinogradTile
    {
        var at = patch + ((TTile.Patch + ((LineVectors - 1) * TTile.Size)) * strideW);
        for (var y = 0; y < TTile.Patch; y++)
        {
            Prefetch.Line(at);
            Prefetch.Line(at + strideW);
            Prefetch.Line(at + (2 * strideW));
            Prefetch.Line(at + (3 * strideW));
            if (TTile.Size > 4)
            {
                Prefetch.Line(at + (4 * strideW));
                Prefetch.Line(at + (5 * strideW));
            }

            at += strideH;
        }
    }

    // L channels of size x size pixels: where they are if all of them exist, else copied among zeros.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Patch(in Window window, (int N, int D, int Y, int X, int C) at, int size, float* work, out long strideH, out long strideW)
    {
        if (at.Y >= 0 && at.X >= 0 && at.Y + size <= window.H && at.X + size <= window.W && at.C + TLane.Count <= window.C)
        {
            (strideH, strideW) = (window.StrideH, window.StrideW);
            return window.Pixel(at.N, at.D, at.Y, at.X) + at.C;
        }

        (strideH, strideW) = (size * TLane.Count, TLane.Count);
        Gather(in window, at, size, work);
        return work;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(in Window window, (int N, int D, int Y, int X, int C) at, int size, float* work)
    {
        new Span<float>(work, size * size * TLane.Count).Clear();
        var channels = Math.Min(TLane.Count, window.C - at.C);
        int firstX = Math.Max(0, -at.X), endX = Math.Min(size, window.W - at.X), endY = Math.Min(size, window.H - at.Y);
        for (var y = Math.Max(0, -at.Y); y < endY; y++)
        {
            float* from = window.Pixel(at.N, at.D, at.Y + y, at.X + firstX) + at.C, to = work + (((y * size) + firstX) * TLane.Count);
            for (var x = firstX; x < endX; x++, from += window.StrideW, to += TLane.Count)
            {
                TLane.Store(channels == TLane.Count ? TLane.Load(from) : TLane.LoadFirst(from, channels), to);
            }
        }
    }
}

/// <summary>What one call transforms: tiles [Tile, TileEnd) and channel blocks [Block, BlockEnd) of the depth Plane; patches begin PadH and PadW in front of their tiles.</summary>
internal readonly record struct WinogradRange(int Tile, int TileEnd, int Block, int BlockEnd, int Plane, int PadH, int PadW);
