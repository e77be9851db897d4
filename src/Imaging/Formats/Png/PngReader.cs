using System.IO.Compression;
using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Imaging.Formats.Png;

/// <summary>Reads the pixels of a PNG file, whole or in bands of rows.</summary>
/// <remarks>Rows come forwards only; for a band further up reading begins anew. An interlaced picture is read whole.</remarks>
internal sealed class PngReader : IRowReader
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly long _origin;
    private readonly PngHeader _header;
    private PngPixelStream _pixels;
    private ZLibStream _inflater;
    private byte[] _row, _above;
    private int _next;
    private IRowReader? _whole;

    public PngReader(Stream stream, string name)
    {
        (_stream, _name, _origin) = (stream, name, stream.Position);
        (_header, Layout, _pixels, _inflater) = Open();
        long decoded = 0;
        foreach (var pass in Passes) decoded += pass.Height(_header.Height) * (1 + _header.RowBytes(pass.Width(_header.Width)));
        var left = stream.Length - stream.Position;
        if (decoded > ((Int128)left * Inflation.GreatestExpansion) + 64)
        {
            throw new InvalidDataException(
                $"{name}: the header promises {_header.Width:n0} x {_header.Height:n0} pixels, " +
                $"{decoded:n0} bytes; the {left:n0} bytes that follow can't hold so many, however well packed.");
        }

        if (_header.RowBytes(_header.Width) > Array.MaxLength - 1)
        {
            throw new InvalidDataException($"{name}: a row of {_header.Width:n0} pixels is longer than an array.");
        }

        _row = new byte[1 + _header.RowBytes(_header.Width)];
        _above = new byte[_row.Length];
    }

    public ImageLayout Layout { get; }

    public int Pages => 1;

    private ReadOnlySpan<Adam7> Passes => _header.Interlaced ? Adam7.Passes : [Adam7.Whole];

    public Image ReadWhole()
    {
        if ((long)_header.Width * _header.Height * _header.Channels > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"{_name}: {_header.Width:n0} x {_header.Height:n0} pixels of {_header.Channels} samples " +
                $"are more than one image holds: read it in bands of rows (ImageFormats.OpenRows).");
        }

        if (_next > 0) Restart();
        var samples = Image.NewArray(_header.SampleType, _header.Width * _header.Height * _header.Channels);
        foreach (var pass in Passes)
        {
            int width = pass.Width(_header.Width), height = pass.Height(_header.Height);
            if (width == 0) continue;   // "if the reference image contains fewer than five columns or fewer than five rows, some passes will be empty"
            Array.Clear(_above);
            for (var j = 0; j < height; j++)
            {
                var row = NextRow((int)_header.RowBytes(width));
                var first = ((pass.Top + (j * pass.DownStep)) * _header.Width) + pass.Left;
                PngSamples.Unpack(row, _header, samples, first, pass.AcrossStep, width);
            }
        }

        _next = _header.Height;
        Finish();
        return Layout.ToImage(samples, _header.Height);
    }

    public Image Read(int top, int rows)
    {
        var count = Layout.Check(top, rows);
        if (_header.Interlaced) return (_whole ??= new WholeImageReader(ReadWhole(), 1)).Read(top, rows);
        if (top < _next) Restart();
        var rowBytes = (int)_header.RowBytes(_header.Width);
        for (; _next < top; _next++) NextRow(rowBytes);
        var samples = Image.NewArray(_header.SampleType, count);
        for (; _next < top + rows; _next++) PngSamples.Unpack(NextRow(rowBytes), _header, samples, (_next - top) * _header.Width, 1, _header.Width);
        if (_next == _header.Height) Finish();
        return Layout.ToImage(samples, rows);
    }

    public void Dispose() => _inflater.Dispose();

    private (PngHeader Header, ImageLayout Layout, PngPixelStream Pixels, ZLibStream Inflater) Open()
    {
        var chunks = new PngChunks(_stream, _name);
        var (header, layout) = PngPreamble.Read(chunks, _name);
        var pixels = new PngPixelStream(chunks);
        return (header, layout, pixels, new ZLibStream(pixels, CompressionMode.Decompress, leaveOpen: true));
    }

    private void Restart()
    {
        _stream.Position = _origin;
        _inflater.Dispose();
        (_, _, _pixels, _inflater) = Open();
        _next = 0;
        Array.Clear(_above);
    }

    // One row of a pass: a byte that numbers the filter, then the filtered bytes (section 9.1).
    private ReadOnlySpan<byte> NextRow(int bytes)
    {
        var row = _row.AsSpan(0, bytes + 1);
        Inflate(row);
        if (row[0] >= PngFilter.Count) throw new InvalidDataException($"{_name}: a row names filter {row[0]}; PNG has 0 to 4. The file is damaged.");
        PngFilter.Undo(row[0], row[1..], _above.AsSpan(1), _header.FilterDistance);
        (_row, _above) = (_above, _row);
        return _above.AsSpan(1, bytes);
    }

    private void Inflate(Span<byte> bytes)
    {
        if (Inflation.Read(_inflater, bytes, _name, "the pixels") < bytes.Length)
        {
            throw new InvalidDataException($"{_name}: the compressed pixels end too early; the header promises {_header.Width:n0} x {_header.Height:n0} of them.");
        }
    }

    // The sums of what was not needed, zlib's own among them, tell whether what was read is what was written.
    private void Finish()
    {
        Span<byte> rest = stackalloc byte[1];
        Inflation.Read(_inflater, rest, _name, "the pixels");
        _pixels.Drain();
    }
}
