using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Imaging.Formats.Png;

/// <summary>Writes a PNG file row by row: grey, grey with opacity, RGB, RGBA of 8 or 16 bits, and indexed colour.</summary>
internal sealed class PngWriter : IRowWriter
{
    private readonly Stream _stream;
    private readonly ImageLayout _layout;
    private readonly PngHeader _header;
    private readonly PngChunkWriter _chunks;
    private readonly ZLibStream _deflater;
    private readonly byte[][] _filtered = new byte[PngFilter.Count][];
    private byte[] _row, _above;
    private int _rows;

    public PngWriter(ImageLayout layout, Stream stream, string name)
    {
        (_stream, _layout, _header) = (stream, layout, HeaderFor(layout, name));
        _chunks = new PngChunkWriter(stream);
        stream.Write(PngChunks.Signature);
        _chunks.Write("IHDR", _header.ToBytes());
        if (layout.Spacing.IsPhysical)
        {
            WriteResolution(layout.Spacing);
            WriteText(PngPreamble.SpacingKeyword, PngPreamble.Format(layout.Spacing));
        }

        foreach (var (keyword, text) in layout.Metadata)
        {
            if (keyword.Length is >= 1 and <= 79 && keyword != "transparent") WriteText(keyword, text);
        }

        if (layout.Palette is not null) WritePalette(layout.Palette);
        _deflater = new ZLibStream(new PngPixelWriter(_chunks), CompressionLevel.Optimal);
        var bytes = checked((int)_header.RowBytes(layout.Width));
        (_row, _above) = (new byte[bytes], new byte[bytes]);
        for (var filter = 0; filter < _filtered.Length; filter++) _filtered[filter] = new byte[bytes];
    }

    public void Append(Image band)
    {
        _layout.Check(band, _rows);
        var samples = _layout.Width * _layout.Channels;
        for (var y = 0; y < band.Height; y++, _rows++)
        {
            band.CopyTo(_row, 0, y * samples, samples, bigEndian: true);
            var filter = BestFilter();
            _deflater.WriteByte((byte)filter);
            _deflater.Write(_filtered[filter]);
            (_row, _above) = (_above, _row);
        }
    }

    public void Complete()
    {
        if (_rows < _layout.Height) throw new InvalidOperationException($"{_rows} of {_layout.Height} rows are written: the picture is not whole.");
        _deflater.Dispose();
        _chunks.Write("IEND", []);
        _stream.Flush();
    }

    public void Dispose() => _deflater.Dispose();

    private static PngHeader HeaderFor(ImageLayout layout, string name)
    {
        var depth = layout.SampleType switch
        {
            SampleType.UInt8 => 8,
            SampleType.UInt16 => 16,
            var type => throw new ArgumentException($"{name}: PNG holds samples of 8 or 16 bits without sign, not {type}: write a TIFF."),
        };
        if (layout.Palette is not null && (depth != 8 || layout.Channels != 1 || layout.Palette.Count > 256))
        {
            throw new ArgumentException(
                $"{name}: PNG holds indices of 8 bits into 256 colours, not {layout.Channels} channels " +
                $"of {layout.SampleType} into {layout.Palette.Count}: drop the palette, or write a TIFF.");
        }

        var colour = (layout.Channels, layout.HasAlpha) switch
        {
            (1, false) => layout.Palette is null ? PngColour.Grey : PngColour.Indexed,
            (2, true) => PngColour.GreyAlpha,
            (3, false) => PngColour.Rgb,
            (4, true) => PngColour.Rgba,
            (var channels, var alpha) => throw new ArgumentException(
                $"{name}: PNG holds 1 or 3 channels, and one more of opacity, not {channels}{(alpha ? " of which one is opacity" : "")}: choose with SelectChannels, or write a TIFF."),
        };
        return new PngHeader(layout.Width, layout.Height, depth, colour, Interlaced: false);
    }

    // Indices gain nothing from filters; for the rest: "compute the output scanline using all five filters, and select the filter that gives the smallest
    // sum of absolute values of outputs. (Consider the output bytes as signed differences for this test.)" (section 12, "Filter selection").
    private int BestFilter()
    {
        var best = 0;
        PngFilter.Apply(0, _row, _above, _header.FilterDistance, _filtered[0]);
        if (_header.Colour == PngColour.Indexed) return best;
        var least = long.MaxValue;
        for (var filter = 0; filter < PngFilter.Count; filter++)
        {
            if (filter > 0) PngFilter.Apply(filter, _row, _above, _header.FilterDistance, _filtered[filter]);
            long sum = 0;
            foreach (var value in _filtered[filter]) sum += value < 128 ? value : 256 - value;
            if (sum < least) (best, least) = (filter, sum);
        }

        return best;
    }

    // In whole pixels a metre, as other programs look for it; our own text beside it is exact.
    private void WriteResolution(Spacing spacing)
    {
        Spacing metres;
        try
        {
            metres = spacing.In("m");
        }
        catch (InvalidOperationException)
        {
            return;   // a unit that is no length, "°" for one, has no pixels a metre
        }

        var chunk = new byte[9];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, (uint)Math.Clamp(Math.Round(1 / metres.Width), 1, int.MaxValue));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4), (uint)Math.Clamp(Math.Round(1 / metres.Height), 1, int.MaxValue));
        chunk[8] = 1;
        _chunks.Write("pHYs", chunk);
    }

    private void WriteText(string keyword, string text) =>
        _chunks.Write("tEXt", [.. Encoding.Latin1.GetBytes(keyword), 0, .. Encoding.Latin1.GetBytes(text.Replace('\0', ' '))]);

    private void WritePalette(Palette palette)
    {
        var (colours, opacity) = (new byte[palette.Count * 3], new byte[palette.Count]);
        for (var i = 0; i < palette.Count; i++) (colours[3 * i], colours[(3 * i) + 1], colours[(3 * i) + 2], opacity[i]) = palette[i];
        _chunks.Write("PLTE", colours);
        if (palette.HasAlpha) _chunks.Write("tRNS", opacity);
    }
}
