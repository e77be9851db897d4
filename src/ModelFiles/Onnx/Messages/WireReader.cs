using System.Buffers.Binary;
using System.Text;

namespace UNetSharp.ModelFiles;

/// <summary>Reads the wire format of protocol buffers: fields of a message, one after another, from a stream.</summary>
/// <remarks>
/// Specification: https://protobuf.dev/programming-guides/encoding/. A field is a number and a wire type in one variable-length integer, then its value. ONNX needs a handful of messages
/// out of that format, and of weights no more than where they lie: so a file of any size costs its table of contents only, and no claimed length is believed before the bytes are there.
/// </remarks>
/// <param name="stream">Where the message lies; it can seek.</param>
/// <param name="path">For messages.</param>
internal sealed class WireReader(Stream stream, string path)
{
    /// <summary>"Field numbers … must be between 1 and 536,870,911."</summary>
    private const ulong MostFields = 536_870_911;

    private long end = stream.Length;
    private WireType type;

    /// <summary>Where the next byte lies.</summary>
    public long Position => stream.Position;

    /// <summary>The next field of the message that is being read; false at its end.</summary>
    public bool Next(out int field)
    {
        field = 0;
        if (Position >= end) return false;
        var tag = Varint();
        type = (WireType)(tag & 7);
        field = tag >> 3 is >= 1 and <= MostFields ? (int)(tag >> 3) : throw Wrong($"a field numbered {tag >> 3}");
        return true;
    }

    /// <summary>The value of a field that is a message, or a list of packed numbers: reads it with the same reader, which ends where the message does.</summary>
    public T Message<T>(Func<WireReader, T> read)
    {
        var (outer, range) = (end, Enter());
        end = range.Offset + range.Length;
        var result = read(this);
        stream.Position = end;
        end = outer;
        return result;
    }

    /// <summary>The value of a field that is a number.</summary>
    public long Whole()
    {
        Require(WireType.Varint);
        return (long)Varint();
    }

    /// <summary>The value of a field that is a float32.</summary>
    public float Single()
    {
        Require(WireType.Fixed32);
        return BinaryPrimitives.ReadSingleLittleEndian(Fixed(4));
    }

    /// <summary>The value or values of a field of repeated numbers: "parsers must be able to parse repeated fields that were compiled as packed as if they were not packed, and vice versa".</summary>
    public void Wholes(List<long> values, int most)
    {
        if (type == WireType.Varint)
        {
            Add((long)Varint());
            return;
        }

        Message(packed =>
        {
            while (packed.Position < packed.end) Add((long)packed.Varint());
            return 0;
        });

        void Add(long value)
        {
            if (values.Count >= most) throw Wrong($"more than {most} numbers in one list");
            values.Add(value);
        }
    }

    /// <summary>The value or values of a field of repeated float32.</summary>
    public void Singles(List<float> values, int most)
    {
        if (type == WireType.Fixed32)
        {
            values.Add(Single());
            return;
        }

        var range = Enter();
        if (range.Length % 4 != 0 || range.Length / 4 > most - values.Count) throw Wrong($"{range.Length} bytes of float32 in one list");
        for (var left = range.Length; left > 0; left -= 4) values.Add(BinaryPrimitives.ReadSingleLittleEndian(Fixed(4)));
    }

    /// <summary>The value of a field of UTF-8.</summary>
    public string Text()
    {
        var range = Enter();
        if (range.Length > MostText) throw Wrong($"a text of {range.Length} bytes");
        var bytes = new byte[range.Length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Where the value of a field of bytes lies; it is passed over.</summary>
    public FileRange Range()
    {
        var range = Enter();
        stream.Position = range.Offset + range.Length;
        return range;
    }

    /// <summary>Passes over the value of a field that means nothing to the caller.</summary>
    public void Skip()
    {
        switch (type)
        {
            case WireType.Varint:
                Varint();
                break;
            case WireType.Fixed64:
                Fixed(8);
                break;
            case WireType.Fixed32:
                Fixed(4);
                break;
            case WireType.Bytes:
                Range();
                break;
            default:
                throw Wrong($"a field of wire type {(int)type}");
        }
    }

    /// <summary>A complaint about the file, with the place.</summary>
    public InvalidDataException Wrong(string what) => new($"{path}: {what} at byte {Position}: is this an ONNX model, and whole?");

    // No text of a model is longer but a whole graph that was stored as one.
    private const long MostText = 1 << 26;

    private FileRange Enter()
    {
        Require(WireType.Bytes);
        var length = Varint();
        return length <= (ulong)(end - Position) ? new FileRange(Position, (long)length) : throw Wrong($"a field of {length} bytes, of which {end - Position} are left");
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Position < end ? stream.ReadByte() : -1;
            if (next < 0) throw Wrong("an end amid a number");
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw Wrong("a number of more than 64 bits");
    }

    private byte[] Fixed(int count)
    {
        if (end - Position < count) throw Wrong("an end amid a number");
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private void Require(WireType expected)
    {
        if (type != expected) throw Wrong($"a field of wire type {(int)type} where {(int)expected} is expected");
    }
}

/// <summary>How the value of a field is written.</summary>
internal enum WireType
{
    /// <summary>Seven bits a byte, lowest first; the top bit says that more follow.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length, then as many bytes: texts, messages, packed lists.</summary>
    Bytes = 2,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}
