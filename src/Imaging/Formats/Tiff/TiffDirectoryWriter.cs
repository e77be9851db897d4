using System.Buffers.Binary;
using System.Text;

namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>Writes the skeleton of a little-endian TIFF or BigTIFF file: header, directories, and the links between them.</summary>
internal sealed class TiffDirectoryWriter
{
    private readonly bool _big;
    private readonly List<(TiffTag Tag, ushort Type, long Count, byte[] Values)> _fields = [];
    private long _linkAt;

    public TiffDirectoryWriter(Stream stream, bool big)
    {
        (Stream, _big) = (stream, big);
        // BigTIFF: version 43, then the bytes of an offset, always 8, a zero, and the offset itself.
        stream.Write(big ? [(byte)'I', (byte)'I', 43, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] : [(byte)'I', (byte)'I', 42, 0, 0, 0, 0, 0]);
        _linkAt = big ? 8 : 4;
    }

    public Stream Stream { get; }

    public long Position => Stream.Position;

    /// <summary>Begins a directory. Fields follow in ascending order.</summary>
    public void Begin() => _fields.Clear();

    public void Shorts(TiffTag tag, params ReadOnlySpan<int> values)
    {
        var bytes = new byte[2 * values.Length];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)values[i]);
        _fields.Add((tag, 3, values.Length, bytes));
    }

    public void Longs(TiffTag tag, int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _fields.Add((tag, 4, 1, bytes));
    }

    /// <summary>Places in the file, or lengths: LONG, and LONG8 in a BigTIFF.</summary>
    public void Offsets(TiffTag tag, List<long> values)
    {
        var width = _big ? 8 : 4;
        var bytes = new byte[width * values.Count];
        for (var i = 0; i < values.Count; i++) WriteOffset(bytes.AsSpan(i * width), values[i]);
        _fields.Add((tag, (ushort)(_big ? 16 : 4), values.Count, bytes));
    }

    public void Text(TiffTag tag, string text)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(text.Replace('\0', ' ')), 0];
        _fields.Add((tag, 2, bytes.Length, bytes));
    }

    /// <summary>A positive number as the fraction of two 32-bit integers that comes nearest.</summary>
    public void Rational(TiffTag tag, double value)
    {
        var (numerator, denominator) = Fraction(value);
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, numerator);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), denominator);
        _fields.Add((tag, 5, 1, bytes));
    }

    /// <summary>Writes the directory, its values first, and links it to the one before.</summary>
    public void End()
    {
        var (width, fieldBytes) = (_big ? 8 : 4, _big ? 20 : 12);
        var directory = new byte[(_big ? 8 : 2) + (_fields.Count * fieldBytes) + width];
        if (_big) BinaryPrimitives.WriteInt64LittleEndian(directory, _fields.Count);
        else BinaryPrimitives.WriteUInt16LittleEndian(directory, (ushort)_fields.Count);
        var at = _big ? 8 : 2;
        foreach (var (tag, type, count, values) in _fields)
        {
            var field = directory.AsSpan(at, fieldBytes);
            BinaryPrimitives.WriteUInt16LittleEndian(field, (ushort)tag);
            BinaryPrimitives.WriteUInt16LittleEndian(field[2..], type);
            WriteOffset(field[4..], count);
            if (values.Length <= width)
            {
                values.CopyTo(field[^width..]);
            }
            else
            {
                Align();
                WriteOffset(field[^width..], Stream.Position);
                Stream.Write(values);
            }

            at += fieldBytes;
        }

        Align();
        var place = Stream.Position;
        Stream.Write(directory);
        var end = Stream.Position;
        var link = new byte[width];
        WriteOffset(link, place);
        Stream.Position = _linkAt;
        Stream.Write(link);
        Stream.Position = end;
        _linkAt = end - width;
    }

    public void Flush() => Stream.Flush();

    // A directory "must begin on a word boundary", and so must values.
    private void Align()
    {
        if (Stream.Position % 2 == 1) Stream.WriteByte(0);
    }

    private void WriteOffset(Span<byte> bytes, long value)
    {
        if (_big) BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(bytes, checked((uint)value));
    }

    // Continued fraction, as far as 32 bits go: value = a + 1/(b + 1/(c + …)).
    private static (uint Numerator, uint Denominator) Fraction(double value)
    {
        (double before, double now) = (0, 1);
        (double belowBefore, double belowNow) = (1, 0);
        var rest = value;
        for (var i = 0; i < 40; i++)
        {
            var whole = Math.Floor(rest);
            var (next, belowNext) = ((whole * now) + before, (whole * belowNow) + belowBefore);
            if (next > uint.MaxValue || belowNext > uint.MaxValue) break;
            (before, now, belowBefore, belowNow) = (now, next, belowNow, belowNext);
            if (rest == whole || now / belowNow == value) break;
            rest = 1 / (rest - whole);
        }

        return belowNow == 0 ? (uint.MaxValue, 1) : ((uint)now, (uint)belowNow);
    }
}
