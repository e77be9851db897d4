using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>Averages probabilities over turned versions of an image: each is segmented on a canvas of its own and turned back.</summary>
/// <param name="grid">The tiles for a canvas.</param>
/// <param name="pass">Takes the network over them.</param>
/// <param name="tile">Told after each tile.</param>
internal sealed class TurnedAverage(Func<Triple, TileGrid> grid, Func<TileGrid, TilePass> pass, Action tile)
{
    /// <summary>How many versions: that of the 2015 paper.</summary>
    public const int Versions = 7;

    private const double Step = 45;

    /// <summary>The averaged probabilities [D, H, W, K].</summary>
    public float[] Of(PreparedImage image, IProgress<double>? progress, CancellationToken cancel)
    {
        float[]? mean = null;
        for (var version = 0; version < Versions; version++)
        {
            var reader = new RotatedReader(image.Samples, image.Places, image.Channels, version * Step);
            var tiles = grid(reader.Canvas);
            var canvas = Canvas(reader, tiles, new Meter(tiles.Count, progress is null ? null : new Share(progress, version, Versions)), cancel);
            mean ??= new float[checked(canvas.Length / reader.Canvas.Product * image.Extent.Count)];
            reader.AddBack(canvas, 1f / Versions, mean);
        }

        return mean!;
    }

    private float[] Canvas(RotatedReader reader, TileGrid tiles, Meter meter, CancellationToken cancel)
    {
        float[]? canvas = null;
        var (height, planes) = (reader.Canvas.H, reader.Canvas.D);
        pass(tiles).Run(reader, Keep, Done, cancel);
        return canvas!;

        void Done()
        {
            tile();
            meter.Step();
        }

        void Keep(int z, int y, ReadOnlySpan<float> row)
        {
            canvas ??= new float[checked(planes * height * row.Length)];
            row.CopyTo(canvas.AsSpan(((z * height) + y) * row.Length));
        }
    }
}
