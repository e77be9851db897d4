namespace UNetSharp.Kernels;

/// <summary>The tiles of the output planes of a batch, numbered by (sample, tile row, tile column). The last ones of a row or a column may reach over the edge.</summary>
internal readonly record struct WinogradTiles<TTile>(int Samples, int Rows, int Columns) where TTile : struct, IWinogradTile
{
    /// <summary>The tiles of planes of some extents.</summary>
    public static WinogradTiles<TTile> Of(Window output) =>
        new(output.N, (output.H + TTile.Size - 1) / TTile.Size, (output.W + TTile.Size - 1) / TTile.Size);

    /// <summary>How many there are, for one depth.</summary>
    public int Count => Samples * Rows * Columns;

    /// <summary>The sample of a tile, and its first output row and column.</summary>
    public (int N, int Y, int X) At(int tile)
    {
        var (line, column) = Math.DivRem(tile, Columns);
        var (n, row) = Math.DivRem(line, Rows);
        return (n, row * TTile.Size, column * TTile.Size);
    }
}
