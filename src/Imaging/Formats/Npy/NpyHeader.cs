using System.Globalization;
using System.Text;

namespace UNetSharp.Imaging.Formats.Npy;

/// <summary>What stands before the numbers of a .npy file: their type, order and shape, as the text of a Python dictionary.</summary>
/// <remarks>https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html</remarks>
internal sealed record NpyHeader(string Descr, bool FortranOrder, int[] Shape)
{
    /// <summary>A header longer than this is not one: NumPy's own limit is 10,000 characters.</summary>
    private const int LongestHeader = 1 << 16;

    private const int MostAxes = 64;

    // "The first 6 bytes are a magic string: exactly \x93NUMPY."
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Whether the numbers' most significant byte comes first.</summary>
    public bool BigEndian => Descr[0] == '>';

    /// <summary>The type of a number in memory. Half precision has none of its own here and is widened; a truth value is a byte, 0 or 1.</summary>
    public Type ElementType => Descr[1..] switch
    {
        "b1" or "u1" => typeof(byte),
        "i1" => typeof(sbyte),
        "u2" => typeof(ushort),
        "i2" => typeof(short),
        "u4" => typeof(uint),
        "i4" => typeof(int),
        "u8" => typeof(ulong),
        "i8" => typeof(long),
        "f2" => typeof(Half),
        "f4" => typeof(float),
        "f8" => typeof(double),
        _ => throw new ArgumentException($"no numbers are read of type '{Descr}': save the array as float32, with astype('<f4')"),
    };

    /// <summary>Bytes a number takes in the file.</summary>
    public int Width => Descr[2] - '0';

    /// <summary>The 'descr' of a type, little-endian.</summary>
    /// <exception cref="ArgumentException">It is not a type that is written.</exception>
    public static string Descriptor(Type element) => Type.GetTypeCode(element) switch
    {
        TypeCode.Byte => "|u1",
        TypeCode.SByte => "|i1",
        TypeCode.UInt16 => "<u2",
        TypeCode.Int16 => "<i2",
        TypeCode.UInt32 => "<u4",
        TypeCode.Int32 => "<i4",
        TypeCode.UInt64 => "<u8",
        TypeCode.Int64 => "<i8",
        TypeCode.Single => "<f4",
        TypeCode.Double => "<f8",
        _ => throw new ArgumentException(
            $"NpyArray: numbers of type {element.Name} are not kept; byte, sbyte, " +
            $"ushort, short, uint, int, ulong, long, float and double are."),
    };

    /// <summary>Reads the header; the stream is left at the first number.</summary>
    public static NpyHeader Read(Stream stream, string name)
    {
        var start = new byte[12];
        stream.ReadExactly(start, 0, 8);
        if (!start.AsSpan().StartsWith(Magic))
        {
            throw new InvalidDataException($"{name}: a .npy file begins with 93 4E 55 4D 50 59, this one with {Convert.ToHexString(start, 0, 6)}.");
        }

        // "The next 1 byte is an unsigned byte: the major version number"; "the next 2 bytes form a little-endian unsigned short int: the length of the header data";
        // version 2.0: "the total header size … the next 4 bytes form a little-endian unsigned int"; version 3.0 is the same with UTF-8 in place of Latin-1.
        var version = start[6];
        if (version is < 1 or > 3) throw new InvalidDataException($"{name}: .npy version {version}.{start[7]} is not known (1.0, 2.0 and 3.0 are).");
        var lengthBytes = version == 1 ? 2 : 4;
        stream.ReadExactly(start, 8, lengthBytes);
        var length = version == 1 ? BitConverter.ToUInt16(start, 8) : BitConverter.ToUInt32(start, 8);
        if (length > LongestHeader) throw new InvalidDataException($"{name}: the header at byte 8 promises {length:n0} bytes of text; no array needs so many.");
        var text = new byte[length];
        stream.ReadExactly(text);
        return Parse((version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text), name);
    }

    /// <summary>The whole header of a version 1.0 file, magic string and padding included.</summary>
    public byte[] ToBytes()
    {
        var shape = Shape.Length == 1 ? $"{Shape[0]}," : string.Join(", ", Shape);
        var text = $"{{'descr': '{Descr}', 'fortran_order': {(FortranOrder ? "True" : "False")}, 'shape': ({shape}), }}";

        // "It is terminated by a newline (\n) and padded with spaces (\x20) to make the total of len(magic string) + 2 + len(length) + HEADER_LEN be evenly divisible by 64".
        var total = (10 + text.Length + 1 + 63) / 64 * 64;
        var bytes = new byte[total];
        bytes.AsSpan().Fill((byte)' ');
        Magic.CopyTo(bytes);
        (bytes[6], bytes[7], bytes[8], bytes[9], bytes[^1]) = (1, 0, (byte)(total - 10), (byte)((total - 10) >> 8), (byte)'\n');
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        return bytes;
    }

    // The dictionary "contains three keys: descr, fortran_order, shape"; they may stand in any order.
    private static NpyHeader Parse(string text, string name)
    {
        var descr = After("descr");
        if (descr.Length == 0 || descr[0] is not ('\'' or '"')) throw Bad("its 'descr' is not a plain type; structured arrays are not read");
        descr = descr[1..];
        descr = descr[..Math.Max(0, descr.IndexOfAny(['\'', '"']))];
        if (descr.Length != 3 || descr[0] is not ('<' or '>' or '|' or '=')) throw Bad($"no numbers are read of type '{descr}'");
        var order = After("fortran_order");
        var fortran = order.StartsWith("True", StringComparison.Ordinal);
        if (!fortran && !order.StartsWith("False", StringComparison.Ordinal)) throw Bad("'fortran_order' is neither True nor False");
        var shape = After("shape");
        var end = shape.IndexOf(')', StringComparison.Ordinal);
        if (end < 0 || shape[0] != '(') throw Bad("'shape' is not a tuple");
        var header = new NpyHeader(descr, fortran, [.. shape[1..end].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Extent)]);
        if (header.Shape.Length > MostAxes) throw Bad($"{header.Shape.Length} axes are too many; NumPy's limit is {MostAxes}");
        try
        {
            _ = header.ElementType;
        }
        catch (ArgumentException error)
        {
            throw Bad(error.Message);
        }

        return header;

        string After(string key)
        {
            var at = text.IndexOf($"'{key}'", StringComparison.Ordinal);
            if (at < 0) at = text.IndexOf($"\"{key}\"", StringComparison.Ordinal);
            if (at < 0) throw Bad($"'{key}' is missing");
            return text[(at + key.Length + 2)..].TrimStart(' ', ':');
        }

        // Python 2 wrote long integers as 10L.
        int Extent(string number) => int.TryParse(number.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out var extent)
            ? extent
            : throw Bad($"'{number}' is not an extent of 0 to {int.MaxValue}");

        InvalidDataException Bad(string why) => new($"{name}: in the .npy header: {why}. The header reads {text.Trim()}");
    }
}
