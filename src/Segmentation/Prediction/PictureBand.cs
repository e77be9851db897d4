using UNetSharp.Imaging;
using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Segmentation;

/// <summary>The rows of a large picture that tiles still need, normalised: a ring that moves down the picture as they ask for more.</summary>
internal sealed class PictureBand
{
    // Readers of strips and tiles unpack a few dozen rows at once anyway.
    private const int RowsAtOnce = 64;

    // Enough for means to be sure to a few thousandths of a deviation.
    private const int MostMeasured = 1 << 24;

    private readonly IRowReader _picture;
    private readonly IntensityMap[] _maps;
    private readonly float[][] _rows;
    private int _read;

    /// <summary>Measures the picture where its normalisation asks for it.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="card">How it is normalised.</param>
    /// <param name="channels">The network's.</param>
    /// <param name="grid">The tiles that will ask for rows, in order.</param>
    public PictureBand(IRowReader picture, ModelCard card, int channels, TileGrid grid)
    {
        (_picture, Channels) = (picture, channels);
        _maps = [.. Measure(card)];
        _rows = [.. Enumerable.Range(0, Capacity(grid)).Select(_ => new float[checked(picture.Layout.Width * channels)])];
    }

    /// <summary>Samples a pixel.</summary>
    public int Channels { get; }

    /// <summary>The bytes of the band under a grid, and of the rows being read.</summary>
    public static long Bytes(TileGrid grid, int channels) => Math.Min(grid.Shape.Input.H + (2L * RowsAtOnce), grid.Image.H) * grid.Image.W * channels * sizeof(float);

    /// <summary>The channels that a picture has for a network: without opacity; a palette's colours as grey for a network of one channel, else as red, green and blue.</summary>
    public static int ChannelsOf(ImageLayout layout, int network) =>
        layout.Palette is not null ? network == 1 ? 1 : 3 : layout.HasAlpha && layout.Channels > 1 ? layout.Channels - 1 : layout.Channels;

    /// <summary>A row of the picture. Rows are asked for in the order of the tiles.</summary>
    public ReadOnlySpan<float> Row(int y)
    {
        while (_read <= y) ReadOn();
        return _rows[y % _rows.Length];
    }

    // From the first row that this row of tiles or a later one needs, to the last that one so far has needed.
    private static int Capacity(TileGrid grid)
    {
        var windows = grid.InputStarts(1)
            .Select(start => Enumerable.Range(start, grid.Shape.Input.H).Select(y => Border.Mirror.Inside(y, grid.Image.H)).ToList())
            .Select(rows => (First: rows.Min(), Last: rows.Max())).ToArray();
        for (var i = windows.Length - 2; i >= 0; i--) windows[i].First = Math.Min(windows[i].First, windows[i + 1].First);
        var (last, most) = (0, 0);
        foreach (var window in windows)
        {
            last = Math.Max(last, window.Last);
            most = Math.Max(most, last - window.First + 1);
        }

        // Rows are read ahead of what was asked for.
        return Math.Min(most + RowsAtOnce, grid.Image.H);
    }

    private void ReadOn()
    {
        var count = Math.Min(RowsAtOnce, _picture.Layout.Height - _read);
        var samples = Seen(_picture.Read(_read, count)).ToFloats();
        var row = _picture.Layout.Width * Channels;
        for (var y = 0; y < count; y++)
        {
            var target = _rows[(_read + y) % _rows.Length];
            for (var i = 0; i < row; i++) target[i] = _maps[i % Channels].Of(samples[(y * row) + i]);
        }

        _read += count;
    }

    // As NetworkChannels, but what it looks up in the whole image is decided here by what the network takes: bands must agree.
    private Image Seen(Image band)
    {
        if (band.Palette is null) return NetworkChannels.Of(band);
        var colours = band.ToRgb();
        return Channels == 1 ? colours.SelectChannels(0) : colours;
    }

    private IEnumerable<IntensityMap> Measure(ModelCard card)
    {
        var measured = Enumerable.Range(0, Channels).Any(channel => card.NormalisationOf(channel).Method is not (NormalisationMethod.None or NormalisationMethod.Divide or NormalisationMethod.Fixed));
        var samples = measured ? Sampled() : [];
        return Enumerable.Range(0, Channels).Select(channel => card.NormalisationOf(channel).Measure(samples, Channels, channel));
    }

    // Every n-th row and column, n = 1 where the picture is small enough.
    private float[] Sampled()
    {
        var (height, width) = (_picture.Layout.Height, _picture.Layout.Width);
        var step = (int)Math.Ceiling(Math.Sqrt((double)height * width * Channels / MostMeasured));
        var sampled = new float[(height + step - 1) / step * ((width + step - 1) / step) * Channels];
        var at = 0;
        for (var top = 0; top < height; top += RowsAtOnce)
        {
            var band = Seen(_picture.Read(top, Math.Min(RowsAtOnce, height - top)));
            var samples = band.ToFloats();
            for (var y = (step - (top % step)) % step; y < band.Height; y += step)
            {
                for (var x = 0; x < width; x += step, at += Channels) samples.AsSpan(((y * width) + x) * Channels, Channels).CopyTo(sampled.AsSpan(at));
            }
        }

        return sampled;
    }
}
