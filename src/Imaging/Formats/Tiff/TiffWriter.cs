using System.Globalization;
using System.IO.Compression;
using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>Writes a TIFF file from the top of the first plane to the bottom of the last, strip by strip.</summary>
/// <remarks>
/// Grey, RGB and indexed planes become a page each. Any other number of channels becomes a page a channel, with ImageJ's description of a hyperstack, since few programs open
/// pages of, say, five floats a pixel.
/// </remarks>
internal sealed class TiffWriter : IRowWriter
{
    // Strips of a size that packs well and that a reader of few rows need not regret.
    private const int StripBytes = 1 << 18;

    // Offsets have 32 bits; some room is left for directories and for what does not pack.
    private const long LargestClassic = 4_000_000_000;

    private readonly ImageLayout _layout;
    private readonly int _depth;
    private readonly bool _compressed;
    private readonly TiffDirectoryWriter _file;
    private readonly TiffWriterPage[] _pages;
    private readonly ImageJDescription? _description;
    private int _rows;

    /// <summary>Begins a file.</summary>
    /// <param name="layout">A plane.</param>
    /// <param name="depth">How many planes follow one another.</param>
    /// <param name="compressed">Whether strips are packed with Deflate.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="largestClassic">Bytes of samples beyond which the file becomes a BigTIFF.</param>
    public TiffWriter(ImageLayout layout, int depth, bool compressed, Stream stream, long largestClassic = LargestClassic)
    {
        (_layout, _depth, _compressed) = (layout, depth, compressed);
        var colours = layout.Channels - (layout.HasAlpha ? 1 : 0);
        var together = colours == 1 || (colours == 3 && layout.SampleType is SampleType.UInt8 or SampleType.UInt16);
        var rowBytes = (long)layout.Width * layout.Channels * BytesOf(layout.SampleType);
        _file = new TiffDirectoryWriter(stream, big: rowBytes * layout.Height * depth > largestClassic);
        _pages = new TiffWriterPage[together ? 1 : layout.Channels];
        var pageRowBytes = checked((int)(rowBytes / _pages.Length));
        var rowsPerStrip = Math.Clamp(StripBytes / pageRowBytes, 1, layout.Height);
        for (var i = 0; i < _pages.Length; i++) _pages[i] = new TiffWriterPage(layout.Channels / _pages.Length, rowsPerStrip, new byte[rowsPerStrip * pageRowBytes]);
        _description = Description();
    }

    public void Append(Image band)
    {
        _layout.Check(band, _rows % _layout.Height);
        if (_rows >= _layout.Height * (long)_depth) throw new ArgumentException($"All {_depth} planes are written already.", nameof(band));
        for (var i = 0; i < _pages.Length; i++) AppendTo(_pages[i], _pages.Length == 1 ? band : band.SelectChannels(i));
        _rows += band.Height;
        if (_rows % _layout.Height == 0)
        {
            foreach (var page in _pages) WriteDirectory(page);
        }
    }

    public void Complete()
    {
        if (_rows < (long)_layout.Height * _depth)
        {
            throw new InvalidOperationException($"{_rows:n0} of {(long)_layout.Height * _depth:n0} rows are written: the picture is not whole.");
        }

        _file.Flush();
    }

    public void Dispose()
    {
    }

    private static int BytesOf(SampleType type) => type switch
    {
        SampleType.UInt8 => 1,
        SampleType.UInt16 or SampleType.Int16 => 2,
        SampleType.Float64 => 8,
        _ => 4,
    };

    // Differences pack better for integers. For floats they would take predictor 3, which ImageJ does not read.
    private bool Predicted => _compressed && _layout.Palette is null && _layout.SampleType is not (SampleType.Float32 or SampleType.Float64);

    private void AppendTo(TiffWriterPage page, Image band)
    {
        var (samplesPerRow, width) = (_layout.Width * page.Channels, BytesOf(_layout.SampleType));
        for (var y = 0; y < band.Height;)
        {
            var now = Math.Min(band.Height - y, page.RowsPerStrip - page.RowsHeld);
            var at = page.RowsHeld * samplesPerRow * width;
            band.CopyTo(page.Strip, at, y * samplesPerRow, now * samplesPerRow);
            for (var j = 0; j < now && Predicted; j++) Predictor.Difference(page.Strip.AsSpan(at + (j * samplesPerRow * width), samplesPerRow * width), width, page.Channels);
            page.RowsHeld += now;
            page.RowsDone += now;
            y += now;
            if (page.RowsHeld < page.RowsPerStrip && page.RowsDone < _layout.Height) continue;
            WriteStrip(page, page.RowsHeld * samplesPerRow * width);
            page.RowsHeld = 0;
        }
    }

    private void WriteStrip(TiffWriterPage page, int length)
    {
        page.Offsets.Add(_file.Position);
        if (_compressed)
        {
            using var deflater = new ZLibStream(_file.Stream, CompressionLevel.Optimal, leaveOpen: true);
            deflater.Write(page.Strip, 0, length);
        }
        else
        {
            _file.Stream.Write(page.Strip, 0, length);
        }

        page.Counts.Add(_file.Position - page.Offsets[^1]);
    }

    private void WriteDirectory(TiffWriterPage page)
    {
        var alpha = _layout.HasAlpha && _pages.Length == 1;
        var (bits, format) = (8 * BytesOf(_layout.SampleType), _layout.SampleType switch
        {
            SampleType.Int16 or SampleType.Int32 => 2,
            SampleType.Float32 or SampleType.Float64 => 3,
            _ => 1,
        });
        var photometric = page.Channels - (alpha ? 1 : 0) == 3 ? TiffPhotometric.Rgb : _layout.Palette is null ? TiffPhotometric.MinIsBlack : TiffPhotometric.Palette;

        // "The entries in an IFD must be sorted in ascending order by Tag."
        _file.Begin();
        _file.Longs(TiffTag.ImageWidth, _layout.Width);
        _file.Longs(TiffTag.ImageLength, _layout.Height);
        _file.Shorts(TiffTag.BitsPerSample, [.. Enumerable.Repeat(bits, page.Channels)]);
        _file.Shorts(TiffTag.Compression, (int)(_compressed ? TiffCompression.Deflate : TiffCompression.None));
        _file.Shorts(TiffTag.Photometric, (int)photometric);
        if (_description is not null) _file.Text(TiffTag.ImageDescription, _description.ToString());
        else if (OwnText() is { } text) _file.Text(TiffTag.ImageDescription, text);
        _file.Offsets(TiffTag.StripOffsets, page.Offsets);
        _file.Shorts(TiffTag.SamplesPerPixel, page.Channels);
        _file.Longs(TiffTag.RowsPerStrip, page.RowsPerStrip);
        _file.Offsets(TiffTag.StripByteCounts, page.Counts);
        if (_layout.Spacing.IsPhysical)
        {
            var spacing = InImageJUnit(_layout.Spacing);
            _file.Rational(TiffTag.XResolution, 1 / spacing.Width);
            _file.Rational(TiffTag.YResolution, 1 / spacing.Height);
        }

        _file.Shorts(TiffTag.PlanarConfiguration, 1);
        if (_layout.Spacing.IsPhysical) _file.Shorts(TiffTag.ResolutionUnit, 1);
        _file.Text(TiffTag.Software, "UNetSharp");
        if (Predicted) _file.Shorts(TiffTag.Predictor, 2);
        if (_layout.Palette is not null) _file.Shorts(TiffTag.ColorMap, ColorMap(_layout.Palette, bits));
        if (alpha) _file.Shorts(TiffTag.ExtraSamples, 2);
        _file.Shorts(TiffTag.SampleFormat, [.. Enumerable.Repeat(format, page.Channels)]);
        _file.End();
        page.Clear();
    }

    private ImageJDescription? Description()
    {
        if (_depth == 1 && _pages.Length == 1 && !_layout.Spacing.IsPhysical) return null;
        var (slices, frames) = (Number("slices"), Number("frames"));
        if ((long)slices * frames != _depth) (slices, frames) = (_depth, 1);
        var spacing = InImageJUnit(_layout.Spacing);
        var (unit, between) = spacing.IsPhysical ? (spacing.Unit, _depth > 1 ? spacing.Depth : double.NaN) : (null, double.NaN);
        return new ImageJDescription(_depth * _pages.Length, _pages.Length, slices, frames, unit, between);

        int Number(string key) =>
            int.TryParse(_layout.Metadata.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 1;
    }

    // A description that speaks of the pages of another file would lie about this one's.
    private string? OwnText() =>
        _layout.Metadata.GetValueOrDefault("description") is { } text && ImageJDescription.Parse(text) is null && !text.Contains("<OME", StringComparison.Ordinal)
            ? text
            : null;

    // To ImageJ, and to readers of the resolution fields, inches and centimetres are a printer's.
    private static Spacing InImageJUnit(Spacing spacing) => spacing.Unit is "inch" or "in" or "cm" ? spacing.In("mm") : spacing;

    private static int[] ColorMap(Palette palette, int bits)
    {
        if (bits > 16) throw new ArgumentException($"TIFF holds palettes for indices of 8 and 16 bits, not {bits}: drop the palette.");
        var count = 1 << bits;
        var map = new int[3 * count];
        for (var i = 0; i < Math.Min(count, palette.Count); i++) (map[i], map[count + i], map[(2 * count) + i]) = (palette[i].R * 257, palette[i].G * 257, palette[i].B * 257);
        return map;
    }
}
