using System.Buffers.Binary;
using System.Text;

namespace UNetSharp.ModelFiles;

/// <summary>A piece of an HDF5 file, read in order: numbers are little-endian, addresses and lengths as wide as the superblock says.</summary>
/// <param name="path">For messages.</param>
/// <param name="bytes">The piece.</param>
/// <param name="address">Where it begins in the file.</param>
/// <param name="sizes">Bytes of an address and of a length.</param>
internal sealed class Hdf5Bytes(string path, ReadOnlyMemory<byte> bytes, long address, (int Offset, int Length) sizes)
{
    private int at;

    /// <summary>Bytes that are left.</summary>
    public int Left => bytes.Length - at;

    /// <summary>Where the next byte lies in the file.</summary>
    public long Address => address + at;

    /// <summary>The next byte, which stays the next.</summary>
    public int Peek() => bytes.Span[at];

    /// <summary>Skips so many bytes.</summary>
    public void Skip(int count) => Take(count);

    /// <summary>An unsigned number of so many bytes.</summary>
    public ulong Number(int size)
    {
        var value = 0UL;
        var taken = Take(size);
        for (var index = size - 1; index >= 0; index--) value = (value << 8) | taken[index];
        return value;
    }

    /// <summary>One byte.</summary>
    public int Byte() => Take(1)[0];

    /// <summary>Two bytes.</summary>
    public int Word() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    /// <summary>Four bytes; what no array holds is <see cref="int.MaxValue"/>.</summary>
    public int Count() => Count(4);

    /// <summary>A number of so many bytes; what no array holds is <see cref="int.MaxValue"/>.</summary>
    public int Count(int size) => (int)Math.Min(Number(size), int.MaxValue);

    /// <summary>An address; −1 where it is undefined (all bits set).</summary>
    public long Offset() => Long(sizes.Offset);

    /// <summary>A length; −1 where it is unlimited (all bits set).</summary>
    public long Length() => Long(sizes.Length);

    /// <summary>The next bytes as a piece of their own.</summary>
    public Hdf5Bytes Piece(int count)
    {
        var begin = at;
        Skip(count);
        return new Hdf5Bytes(path, bytes.Slice(begin, count), address + begin, sizes);
    }

    /// <summary>The next bytes as a piece of their own, which stay the next.</summary>
    public Hdf5Bytes Start(int count) => new(path, bytes.Slice(at, count), Address, sizes);

    /// <summary>So many bytes as text, up to the first zero.</summary>
    public string Text(int count)
    {
        var taken = Take(count);
        var end = taken.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? taken : taken[..end]);
    }

    /// <summary>Requires a signature of four letters.</summary>
    public void Require(string signature)
    {
        if (Text(4) != signature) throw Wrong($"no \"{signature}\" where one must be");
    }

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Left) throw Wrong($"{count} bytes are wanted, {Left} are left");
        at += count;
        return bytes.Span.Slice(at - count, count);
    }

    /// <summary>A complaint about the file, with the place.</summary>
    public InvalidDataException Wrong(string what) => new($"{path}: {what} at byte {Address}: is the file damaged?");

    private long Long(int size)
    {
        var value = Number(size);
        return value == ulong.MaxValue >> (64 - (8 * size)) ? -1 : value <= long.MaxValue ? (long)value : throw Wrong($"the number {value}");
    }
}
