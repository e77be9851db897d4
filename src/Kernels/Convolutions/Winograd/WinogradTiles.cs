namespace UNetSharp.Kernels;

/// <summary>The 4x4 tiles of the output planes of a batch, numbered by (sample, tile row, tile column). The last ones of a row or a column may reach over the edge.</summary>
internal readonly record struct WinogradTiles(int Samples, int Rows, int Columns)
{
    /// <summary>The tiles of planes of some extents.</summary>
    public static WinogradTiles Of(Window output) =>
        new(output.N, (output.H + WinogradTransform.Tile - 1) / WinogradTransform.Tile, (output.W + WinogradTransform.Tile - 1) / WinogradTransform.Tile);

    /// <summary>How many there are, for one depth.</summary>
    public int Count => Samples * Rows * Columns;

    /// <summary>The sample of a tile, and its first output row and column.</summary>
    public (int N, int Y, int X) At(int tile)
    {
        var (line, column) = Math.DivRem(tile, Columns);
        var (n, row) = Math.DivRem(line, Rows);
        return (n, row * WinogradTransform.Tile, column * WinogradTransform.Tile);
    }

    /// <summary>Floats from one of the 36 positions to the next, for so many floats at each: an odd number of cache lines.</summary>
    /// <remarks>A transform touches 36 addresses that far apart. Were it a multiple of 4 KB, as it would be for the usual channel counts, they would all fall into one set of the cache and drive each other out.</remarks>
    public static long PositionStride(long floats) => (((floats + 15) / 16) | 1) * 16;
}

/// <summary>Where a transform puts the vector of a tile and a block of L channels, at position 0: both numbers are split into groups, as the layouts of products ask.</summary>
/// <param name="TileGroup">Tiles of one group.</param>
/// <param name="TileGroupStride">Floats between groups of tiles.</param>
/// <param name="TileStride">Floats between tiles of one group.</param>
/// <param name="BlockGroup">Channel blocks of one group.</param>
/// <param name="BlockGroupStride">Floats between groups of channel blocks.</param>
/// <param name="BlockStride">Floats between channel blocks of one group.</param>
internal readonly record struct VectorPlaces(int TileGroup, long TileGroupStride, long TileStride, int BlockGroup, long BlockGroupStride, long BlockStride)
{
    /// <summary>The offset of a tile's first channel block.</summary>
    public long OfTile(int tile) => (tile / TileGroup * TileGroupStride) + (tile % TileGroup * TileStride);

    /// <summary>The offset of a channel block within a tile's.</summary>
    public long OfBlock(int block) => (block / BlockGroup * BlockGroupStride) + (block % BlockGroup * BlockStride);
}
