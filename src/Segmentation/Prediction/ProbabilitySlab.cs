using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>Receives one finished row.</summary>
/// <param name="z">Its plane.</param>
/// <param name="y">Its row in the plane.</param>
/// <param name="probabilities">[W, classes].</param>
internal delegate void FinishedRow(int z, int y, ReadOnlySpan<float> probabilities);

/// <summary>The sums of probabilities over tiles, for as many rows (planes) as tiles still touch: a ring that moves down the image.</summary>
internal sealed class ProbabilitySlab
{
    private readonly TileGrid _grid;
    private readonly int _classes, _rows;

    // Outside the managed heap: hundreds of megabytes that stay would let the collector wait for as many more of garbage.
    private readonly MemoryBlock _lines;
    private int _final;

    /// <summary>Room for the rows in flight.</summary>
    public ProbabilitySlab(TileGrid grid, int classes)
    {
        (_grid, _classes, _rows) = (grid, classes, grid.SlabAxis == 0 ? grid.Image.H : 1);
        _lines = new MemoryBlock((long)grid.SlabLength * LineLength);
        for (var line = 0; line < grid.SlabLength; line++) Line(line).Clear();
    }

    /// <summary>The bytes that the slab of a grid takes.</summary>
    public static long Bytes(TileGrid grid, int classes) => (long)grid.SlabLength * (grid.SlabAxis == 0 ? grid.Image.H : 1) * grid.Image.W * classes * sizeof(float);

    /// <summary>Adds a tile, times its weights.</summary>
    /// <param name="tile">Which.</param>
    /// <param name="probabilities">[D, H, W, classes] of the tile's output.</param>
    public void Add(Tile tile, ReadOnlySpan<float> probabilities)
    {
        var output = _grid.Shape.Output;
        var (depths, heights, widths) = (_grid.Range(tile.Index, 0), _grid.Range(tile.Index, 1), _grid.Range(tile.Index, 2));
        for (var d = depths.First; d < depths.End; d++)
        {
            for (var h = heights.First; h < heights.End; h++)
            {
                var source = probabilities.Slice((((d * output.H) + h) * output.W + widths.First) * _classes, (widths.End - widths.First) * _classes);
                var target = Row(tile.Start.D + d, tile.Start.H + h).Slice((tile.Start.W + widths.First) * _classes, source.Length);
                AddRow(source, target, _grid.Weights(tile.Index, 0)[d] * _grid.Weights(tile.Index, 1)[h], _grid.Weights(tile.Index, 2)[widths.First..widths.End]);
            }
        }
    }

    /// <summary>Hands out the rows that have become final, and makes room.</summary>
    /// <param name="final">Rows (planes) at the front of the image that no further tile touches.</param>
    /// <param name="finished">Receives them in order.</param>
    public void Release(int final, FinishedRow finished)
    {
        for (; _final < final; _final++)
        {
            for (var row = 0; row < _rows; row++)
            {
                if (_grid.SlabAxis == 0) finished(_final, row, Row(_final, row));
                else finished(0, _final, Row(0, _final));
            }

            Line(_final).Clear();
        }
    }

    private Span<float> Row(int z, int y)
    {
        var row = _grid.Image.W * _classes;
        return _grid.SlabAxis == 0 ? Line(z).Slice(y * row, row) : Line(y);
    }

    private int LineLength => checked(_rows * _grid.Image.W * _classes);

    private Span<float> Line(int place) => _lines.Window((long)(place % _grid.SlabLength) * LineLength, 1, 1, 1, 1, LineLength).Span;

    private void AddRow(ReadOnlySpan<float> source, Span<float> target, float rowWeight, ReadOnlySpan<float> weights)
    {
        var at = 0;
        foreach (var weight in weights)
        {
            for (var c = 0; c < _classes; c++, at++) target[at] += rowWeight * weight * source[at];
        }
    }
}
