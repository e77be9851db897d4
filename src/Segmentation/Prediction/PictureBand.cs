using UNetSharp.Imaging;
using UNetSharp.Imaging.Formats.Rows;
using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>The rows of a large picture that tiles still need, normalised: a ring that moves down the picture as they ask for more.</summary>
internal sealed class PictureBand
{
    // Readers of strips and tiles unpack a few dozen rows at once anyway.
    private const int RowsAtOnce = 64;

    // Bands come and go as large arrays, of which the collector would let hundreds of megabytes gather.
    private const long MostGarbage = 32_000_000;

    // Enough for means to be sure to a few thousandths of a deviation.
    private const int MostMeasured = 1 << 24;

    private readonly IRowReader _picture;
    private readonly IntensityMap[] _maps;

    // Outside the managed heap: hundreds of megabytes that stay would let the collector wait for as many more of garbage.
    private readonly MemoryBlock _rows;
    private readonly int _rowLength, _capacity;
    private int _read;
    private long _garbage;

    /// <summary>Measures the picture where its normalisation asks for it.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="card">How it is normalised.</param>
    /// <param name="channels">The network's.</param>
    /// <param name="grid">The tiles that will ask for rows, in order.</param>
    public PictureBand(IRowReader picture, ModelCard card, int channels, TileGrid grid)
    {
        (_picture, Channels) = (picture, channels);
        _maps = [.. Measure(card)];
        (_rowLength, _capacity) = (checked(picture.Layout.Width * channels), Capacity(grid));
        _rows = new MemoryBlock((long)_capacity * _rowLength);
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
        return Held(y);
    }

    private Span<float> Held(int y) => _rows.Window((long)(y % _capacity) * _rowLength, 1, 1, 1, 1, _rowLength).Span;

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
        var samples = Seen(Band(_read, count)).ToFloats();
        for (var y = 0; y < count; y++)
        {
            var target = Held(_read + y);
            for (var i = 0; i < _rowLength; i++) target[i] = _maps[i % Channels].Of(samples[(y * _rowLength) + i]);
        }

        _read += count;
    }

    private Image Band(int top, int rows)
    {
        // The band itself, its floats, and the labels that leave at the other end.
        _garbage += (long)rows * _picture.Layout.Width * ((_picture.Layout.Channels * 2) + 2) * sizeof(float);
        if (_garbage > MostGarbage)
        {
            GC.Collect();
            _garbage = 0;
        }

        return _picture.Read(top, rows);
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
            var band = Seen(Band(top, Math.Min(RowsAtOnce, height - top)));
            var samples = band.ToFloats();
            for (var y = (step - (top % step)) % step; y < band.Height; y += step)
            {
                for (var x = 0; x < width; x += step, at += Channels) samples.AsSpan(((y * width) + x) * Channels, Channels).CopyTo(sampled.AsSpan(at));
            }
        }

        return sampled;
    }
}
