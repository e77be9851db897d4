using System.Buffers.Binary;
using System.Text;

namespace UNetSharp.ModelFiles;

/// <summary>Writes the wire format of protocol buffers. A message's length stands in front of it, so a message is written to memory first; tensors' values alone go to the file as they come.</summary>
/// <remarks>Specification: https://protobuf.dev/programming-guides/encoding/. Numbers of 0 and empty texts are written: what is to be left out the caller leaves out.</remarks>
/// <param name="stream">Where to.</param>
internal sealed class WireWriter(Stream stream)
{
    /// <summary>A number.</summary>
    public void Whole(int field, long value)
    {
        Tag(field, WireType.Varint);
        Varint((ulong)value);
    }

    /// <summary>A float32.</summary>
    public void Single(int field, float value)
    {
        Tag(field, WireType.Fixed32);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        stream.Write(bytes);
    }

    /// <summary>A text.</summary>
    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes, or a message that is written already.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Length(field, value.Length);
        stream.Write(value);
    }

    /// <summary>A message.</summary>
    public void Message(int field, Action<WireWriter> write) => Bytes(field, Message(write));

    /// <summary>The bytes of a message.</summary>
    public static byte[] Message(Action<WireWriter> write)
    {
        using var memory = new MemoryStream();
        write(new WireWriter(memory));
        return memory.ToArray();
    }

    /// <summary>What stands in front of bytes: the caller writes as many.</summary>
    public void Length(int field, long length)
    {
        Tag(field, WireType.Bytes);
        Varint((ulong)length);
    }

    /// <summary>How many bytes <see cref="Length"/> and what follows take.</summary>
    public static long LengthOf(int field, long length) => VarintLength((ulong)field << 3) + VarintLength((ulong)length) + length;

    private void Tag(int field, WireType type) => Varint(((ulong)field << 3) | (ulong)type);

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }

    private static int VarintLength(ulong value)
    {
        var length = 1;
        for (; value >= 0x80; value >>= 7) length++;
        return length;
    }
}
