using System.Collections;
using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>The tiles whose outputs cover an image exactly, in raster order (width fastest), and how much each counts where several answer.</summary>
/// <remarks>
/// The overlap-tile strategy of Ronneberger et al. 2015 (https://arxiv.org/abs/1505.04597) for valid networks; overlapping tiles with weights, as in nnU-Net, for padded ones.
/// Starts are multiples of the network's stride: all tiles are then pooled on the same grid, and tiles of a valid network agree with one pass over the whole mirrored image.
/// </remarks>
public sealed class TileGrid : IReadOnlyList<Tile>
{
    private readonly AxisTiles[] _axes;

    /// <summary>Lays the tiles.</summary>
    /// <param name="image">The image [D, H, W]; a picture has D = 1.</param>
    /// <param name="shape">What a tile takes and answers for.</param>
    /// <param name="stride">What starts are multiples of: the product of the network's poolings on each axis; 1x1x1 for any.</param>
    /// <param name="overlap">The share of a tile that the next one answers for too, from 0 to below 1; tiles are spread evenly, so that it may be more. 0.5 is nnU-Net's.</param>
    /// <param name="blend">How tiles count where several answer.</param>
    /// <exception cref="ArgumentException">An extent is not positive, an output is larger than its input, or the overlap is out of range.</exception>
    public TileGrid(Triple image, TileShape shape, Triple stride, double overlap = 0.5, Blend blend = Blend.Gaussian)
    {
        if (!(overlap >= 0 && overlap < 1)) throw new ArgumentException(FormattableString.Invariant($"TileGrid: the overlap is a share of a tile from 0 to below 1, not {overlap}."));
        for (var axis = 0; axis < 3; axis++)
        {
            if (image.Along(axis) < 1 || shape.Output.Along(axis) < 1 || stride.Along(axis) < 1 || shape.Output.Along(axis) > shape.Input.Along(axis))
                throw new ArgumentException($"TileGrid: extents and strides are positive and outputs no larger than inputs; the image is {image}, the tile {shape}, the stride {stride}.");
        }

        (Image, Shape) = (image, shape);
        _axes = [.. Enumerable.Range(0, 3).Select(axis => new AxisTiles(image.Along(axis), shape.Output.Along(axis), stride.Along(axis), overlap, blend))];
        SlabAxis = image.D == 1 ? 1 : 0;
    }

    /// <summary>The image [D, H, W].</summary>
    public Triple Image { get; }

    /// <summary>What a tile takes and answers for.</summary>
    public TileShape Shape { get; }

    /// <summary>The axis along which results become final: 0, planes, for a volume; 1, rows, for a picture.</summary>
    public int SlabAxis { get; }

    /// <summary>The most rows (planes) that tiles have begun and not finished: what a slab of accumulators must hold.</summary>
    public int SlabLength => _axes[SlabAxis].InFlight;

    /// <summary>The places at which the inputs of tiles begin along an axis, in order.</summary>
    internal IEnumerable<int> InputStarts(int axis) => Enumerable.Range(0, _axes[axis].Count).Select(tile => _axes[axis].Start(tile) - Shape.Margin.Along(axis));

    /// <inheritdoc/>
    public int Count => _axes[0].Count * _axes[1].Count * _axes[2].Count;

    /// <summary>A tile by its number in raster order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tile.</exception>
    public Tile this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var place = Place(index);
            var start = new Triple(_axes[0].Start(place.D), _axes[1].Start(place.H), _axes[2].Start(place.W));
            return new Tile(index, start, TripleAxes.Minus(start, Shape.Margin));
        }
    }

    /// <summary>How much a tile counts along an axis, at each place of its output: its weight at (z, y, x) is the product of three. The weights of all tiles at a place add up to 1.</summary>
    public ReadOnlySpan<float> Weights(int tile, int axis) => _axes[axis].Weights(Place(tile).Along(axis));

    /// <summary>The places of a tile's output along an axis at which it counts at all; they lie inside the image.</summary>
    public (int First, int End) Range(int tile, int axis) => _axes[axis].Range(Place(tile).Along(axis));

    /// <summary>How many rows (planes) at the front of the image no tile after this one touches: they can be written.</summary>
    public int FinalAfter(int tile)
    {
        // Every tile of a slab but its last leaves final what was so before.
        var slab = Place(tile).Along(SlabAxis);
        var closes = tile == Count - 1 || Place(tile + 1).Along(SlabAxis) != slab;
        return _axes[SlabAxis].FinalAfter(closes ? slab : slab - 1);
    }

    /// <inheritdoc/>
    public IEnumerator<Tile> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Triple Place(int index)
    {
        var row = Math.DivRem(index, _axes[2].Count, out var w);
        return new(row / _axes[1].Count, row % _axes[1].Count, w);
    }
}
