using System.Globalization;
using UNetSharp.Graphs;
using UNetSharp.Kernels;
using UNetSharp.ModelFiles;

namespace UNetSharp.Segmentation;

/// <summary>Chooses the tiles for an image: as large as the memory allows for a valid network, the model's patch for a padded one.</summary>
/// <remarks>
/// The tiles of a valid network agree wherever they lie, so larger ones are only cheaper: less context is computed twice. A padded network answers best on the extents that
/// it was trained on. Bytes are those of plans that were only counted; nothing is tried out.
/// </remarks>
/// <param name="model">The network and its weights.</param>
/// <param name="patch">The extents that it was trained on, if they are known.</param>
/// <param name="options">Memory, tile, overlap, blending.</param>
internal sealed class TileSizing(Model model, Triple? patch, PredictorOptions options)
{
    private readonly NetworkSizes _sizes = new(model.Network);
    private readonly Dictionary<Triple, long> _bytes = [];

    // The axes that the network has: images have no depth to choose.
    private readonly int[] _axes = model.Network.Dimensions == 2 ? [1, 2] : [0, 1, 2];
    private readonly int _classes = ClassProbabilities.Classes(model.Network.OutputChannels);
    private bool? _valid;

    /// <summary>The sizes that the network takes.</summary>
    public NetworkSizes Sizes => _sizes;

    private bool Valid => _valid ??= _sizes.Shape(model.Network.TypicalInput.Spatial)!.Value.IsValid;

    /// <summary>The grid for an image.</summary>
    /// <param name="image">Its extents.</param>
    /// <param name="held">Bytes that it takes beside the tiles; of the memory, tiles have the rest, and at least half.</param>
    /// <exception cref="InsufficientMemoryException">Not even the smallest tile fits the memory, or the tile that the options name does not.</exception>
    public TileGrid GridFor(Triple image, long held = 0)
    {
        var limit = Math.Max(options.MemoryOrDefault - held, options.MemoryOrDefault / 2);
        var wanted = Wanted(image);
        var (least, most) = (0, _axes.Max(axis => wanted.Along(axis)));
        if (Fits(image, wanted, limit)) return Grid(image, Tightened(image, wanted));

        // The largest bound on all sides under which the tile fits the memory; under the lowest bounds there is no tile at all.
        while (most - least > 1)
        {
            var middle = (least + most) / 2;
            if (Bounded(wanted, middle) is not { } tile || Fits(image, tile, limit)) least = middle;
            else most = middle;
        }

        if (Bounded(wanted, least) is not { } largest) throw TooLittle(image, wanted, limit);
        return options.Tile is null ? Grid(image, Tightened(image, largest)) : throw TooLarge(image, wanted, largest, limit);
    }

    /// <summary>The bytes that a grid takes: the plan (two where tiles are also turned and not square), a tile going in and out, the slab of accumulators, and of pictures the rows under it.</summary>
    public long Bytes(TileGrid grid)
    {
        var (input, output) = (grid.Shape.Input, grid.Shape.Output);
        var plans = PlanBytes(input);
        if (options.Averaging == Averaging.Mirror && model.Network.Dimensions == 2 && input.H != input.W) plans += PlanBytes(new(input.D, input.W, input.H));
        var tiles = ((input.Places * model.Network.InputChannels) + (2 * output.Places * _classes)) * sizeof(float);
        var band = grid.Image.D == 1 ? PictureBand.Bytes(grid, model.Network.InputChannels) : 0;
        return plans + tiles + band + ProbabilitySlab.Bytes(grid, _classes);
    }

    private Triple Wanted(Triple image)
    {
        var wanted = Triple.All(1);
        foreach (var axis in _axes)
        {
            var side = options.Tile ?? (Valid ? null : patch?.Along(axis));
            var asked = side is { } size ? _sizes.AtLeast(axis, size) ?? _sizes.AtMost(axis, size) : null;
            var covering = _sizes.Covering(axis, image.Along(axis));
            // Of a valid network's tiles none need be larger than what covers the image; a padded network keeps the extents it was told.
            wanted = wanted.With(axis, (Valid && asked > covering ? covering : asked) ?? covering ?? _sizes.AtMost(axis, image.Along(axis)) ?? model.Network.TypicalInput.Spatial.Along(axis));
        }

        return wanted;
    }

    private Triple? Bounded(Triple wanted, int bound)
    {
        foreach (var axis in _axes)
        {
            if (wanted.Along(axis) <= bound) continue;
            if (_sizes.AtMost(axis, bound) is not { } size) return null;
            wanted = wanted.With(axis, size);
        }

        return wanted;
    }

    // The smallest tile of a valid network that covers the image with as many tiles: less of it then lies beyond the border.
    private Triple Tightened(Triple image, Triple tile)
    {
        if (!Valid) return tile;
        foreach (var axis in _axes)
        {
            var count = Count(tile.Along(axis));
            for (var size = _sizes.Covering(axis, (image.Along(axis) + count - 1) / count); size < tile.Along(axis); size = _sizes.AtLeast(axis, size.Value + 1))
            {
                if (Count(size.Value) != count) continue;
                tile = tile.With(axis, size.Value);
                break;
            }

            int Count(int side) => new AxisTiles(image.Along(axis), _sizes.Output(axis, side), Stride(axis), Overlap, Segmentation.Blend.None).Count;
        }

        return tile;
    }

    private double Overlap => options.Overlap ?? (Valid ? 0 : 0.5);

    private int Stride(int axis) => Valid ? _sizes.Stride(axis) : 1;

    private TileGrid Grid(Triple image, Triple tile)
    {
        var shape = _sizes.Shape(tile) ?? throw new ArgumentException($"The network takes each side of a tile of {tile}, but not the three together.");
        var stride = Triple.All(1);
        foreach (var axis in _axes) stride = stride.With(axis, Stride(axis));
        return new TileGrid(image, shape, stride, Overlap, options.Blend ?? (Valid ? Blend.None : Blend.Gaussian));
    }

    private bool Fits(Triple image, Triple tile, long limit) => Bytes(Grid(image, tile)) <= limit;

    private long PlanBytes(Triple input)
    {
        if (!_bytes.TryGetValue(input, out var bytes))
        {
            bytes = new TileRunner(model, input, new PlanOptions { OnlyCount = true, Team = options.Team }).Bytes;
            _bytes[input] = bytes;
        }

        return bytes;
    }

    private InsufficientMemoryException TooLittle(Triple image, Triple wanted, long limit)
    {
        var smallest = wanted;
        foreach (var axis in _axes) smallest = smallest.With(axis, _sizes.AtLeast(axis, 1) ?? wanted.Along(axis));
        return new(string.Create(CultureInfo.InvariantCulture,
            $"Segmenting {image} needs {Bytes(Grid(image, smallest)) / 1e6:0.0} MB even with the smallest tile that the network takes ({smallest}); the limit is {limit / 1e6:0.0} MB: raise it, or take a smaller network."));
    }

    // Who names a tile means it: a smaller one would segment otherwise than was asked.
    private InsufficientMemoryException TooLarge(Triple image, Triple wanted, Triple largest, long limit) => new(string.Create(CultureInfo.InvariantCulture,
        $"Segmenting {image} in tiles of {wanted} needs {Bytes(Grid(image, wanted)) / 1e6:0.0} MB; the limit is {limit / 1e6:0.0} MB: raise it, or take tiles of {_axes.Min(axis => largest.Along(axis))}."));
}
