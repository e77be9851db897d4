namespace UNetSharp.Kernels;

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

    /// <summary>Floats from one of a tile's positions to the next, for so many floats at each: an odd number of cache lines.</summary>
    /// <remarks>A transform touches 36 or 64 addresses that far apart. Were it a multiple of 4 KB, as it would be for the usual channel counts, they would all fall into one set of the cache and drive each other out.</remarks>
    public static long PositionStride(long floats) => (((floats + 15) / 16) | 1) * 16;
}
