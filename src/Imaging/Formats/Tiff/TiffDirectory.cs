using System.Text;

namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>The fields of one page. Values are fetched when asked for.</summary>
internal sealed class TiffDirectory
{
    private readonly TiffFile _file;
    private readonly Dictionary<TiffTag, Field> _fields;

    private TiffDirectory(TiffFile file, Dictionary<TiffTag, Field> fields, long at) => (_file, _fields, At) = (file, fields, at);

    /// <summary>Where the directory begins, for messages.</summary>
    public long At { get; }

    /// <summary>A value's type, how many there are, and where they lie.</summary>
    private readonly record struct Field(ushort Type, long Count, long At);

    /// <summary>Reads a directory.</summary>
    /// <param name="file">The file.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="next">Where the next one begins; 0 after the last.</param>
    public static TiffDirectory Read(TiffFile file, long at, out long next)
    {
        // "An Image File Directory (IFD) consists of a 2-byte count of the number of directory entries …, followed by a sequence of 12-byte field entries, followed by a 4-byte offset of
        // the next IFD (or 0 if none)." BigTIFF: 8, 20 and 8 bytes.
        var (countBytes, fieldBytes, offsetBytes) = file.IsBig ? (8, 20, 8) : (2, 12, 4);
        var start = file.Read(at, countBytes, "a directory");
        var count = file.IsBig ? file.Int64(start) : file.UInt16(start);
        if (count is < 0 or > 65535) throw file.Error($"the directory at byte {at:n0} promises {count:n0} fields");
        var bytes = file.Read(at + countBytes, count * fieldBytes, $"a directory of {count} fields");
        var fields = new Dictionary<TiffTag, Field>((int)count);
        for (var i = 0; i < count; i++)
        {
            var field = bytes.AsSpan(i * fieldBytes, fieldBytes);
            var (type, values) = (file.UInt16(field[2..]), file.IsBig ? file.Int64(field[4..]) : file.UInt32(field[4..]));
            var width = Width(type);
            if (width == 0 || values < 0) continue;   // fields of an unknown type are to be skipped

            // A field holds its values themselves, left-justified, if they fit into the place of their offset.
            var inline = at + countBytes + (i * fieldBytes) + fieldBytes - offsetBytes;
            var fits = values <= offsetBytes / width;
            fields.TryAdd((TiffTag)file.UInt16(field), new Field(type, values, fits ? inline : Offset(file, field[^offsetBytes..])));
        }

        // A file cut off after its last directory still has its pixels.
        var end = at + countBytes + (count * fieldBytes);
        next = end + offsetBytes <= file.Length ? Offset(file, file.Read(end, offsetBytes, "the link to the next directory")) : 0;
        return new TiffDirectory(file, fields, at);
    }

    /// <summary>Whether the page has such a field.</summary>
    public bool Has(TiffTag tag) => _fields.ContainsKey(tag);

    /// <summary>The field's first value as an integer, or the given one if the page has no such field.</summary>
    public long Integer(TiffTag tag, long otherwise) => Integers(tag, 1) is [var first, ..] ? first : otherwise;

    /// <summary>The field's values as integers; none if the page has no such field.</summary>
    /// <param name="tag">The field.</param>
    /// <param name="most">How many are of use.</param>
    public long[] Integers(TiffTag tag, long most = long.MaxValue)
    {
        if (!_fields.TryGetValue(tag, out var field)) return [];
        var width = Width(field.Type);
        var bytes = Bytes(tag, field, Math.Min(most, field.Count));
        var values = new long[bytes.Length / width];
        for (var i = 0; i < values.Length; i++)
        {
            var value = bytes.AsSpan(i * width, width);
            values[i] = field.Type switch
            {
                1 or 2 or 7 => value[0],
                6 => (sbyte)value[0],
                3 => _file.UInt16(value),
                8 => (short)_file.UInt16(value),
                4 or 13 => _file.UInt32(value),
                9 => (int)_file.UInt32(value),
                16 or 17 or 18 => _file.Int64(value),
                _ => throw _file.Error($"{tag} in the directory at byte {At:n0} should be integers, but has type {field.Type}"),
            };
        }

        return values;
    }

    /// <summary>The field's first value as a number; NaN if the page has no such field.</summary>
    public double Number(TiffTag tag)
    {
        if (!_fields.TryGetValue(tag, out var field) || field.Count < 1) return double.NaN;
        if (field.Type is not (5 or 10 or 11 or 12)) return Integer(tag, 0);
        var bytes = Bytes(tag, field, 1);
        return field.Type switch
        {
            5 => _file.UInt32(bytes) / (double)_file.UInt32(bytes.AsSpan(4)),   // "two LONGs: the first represents the numerator of a fraction; the second, the denominator"
            10 => (int)_file.UInt32(bytes) / (double)(int)_file.UInt32(bytes.AsSpan(4)),
            11 => BitConverter.UInt32BitsToSingle(_file.UInt32(bytes)),
            _ => BitConverter.Int64BitsToDouble(_file.Int64(bytes)),
        };
    }

    /// <summary>The field's text, up to its NUL; null if the page has no such field.</summary>
    public string? Text(TiffTag tag)
    {
        if (!_fields.TryGetValue(tag, out var field)) return null;
        var bytes = Bytes(tag, field, field.Count);
        var end = Array.IndexOf(bytes, (byte)0);
        return Encoding.UTF8.GetString(bytes, 0, end < 0 ? bytes.Length : end);
    }

    /// <summary>The field's bytes as they are; none if the page has no such field.</summary>
    public byte[] Raw(TiffTag tag) => _fields.TryGetValue(tag, out var field) ? Bytes(tag, field, field.Count) : [];

    private byte[] Bytes(TiffTag tag, Field field, long count)
    {
        var width = Width(field.Type);
        if (count > _file.Length / width)
        {
            throw _file.Error($"{tag} in the directory at byte {At:n0} promises {count:n0} values of {width} bytes, the file has {_file.Length:n0} bytes");
        }

        return _file.Read(field.At, count * width, $"the values of {tag}");
    }

    private static long Offset(TiffFile file, ReadOnlySpan<byte> bytes) => file.IsBig ? file.Int64(bytes) : file.UInt32(bytes);

    // 1 BYTE, 2 ASCII, 3 SHORT, 4 LONG, 5 RATIONAL, 6 SBYTE, 7 UNDEFINED, 8 SSHORT, 9 SLONG, 10 SRATIONAL, 11 FLOAT, 12 DOUBLE, 13 IFD; BigTIFF: 16 LONG8, 17 SLONG8, 18 IFD8.
    private static int Width(ushort type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };
}
