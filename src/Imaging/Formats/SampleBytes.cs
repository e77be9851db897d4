using System.Buffers.Binary;

namespace UNetSharp.Imaging.Formats;

/// <summary>Between the bytes of a file and arrays of numbers, in either byte order.</summary>
internal static class SampleBytes
{
    /// <summary>Copies numbers out of bytes. The bytes may be reversed in place on the way.</summary>
    /// <param name="bytes">Where the numbers lie, <paramref name="count"/> of them from <paramref name="offset"/>.</param>
    /// <param name="offset">In bytes.</param>
    /// <param name="numbers">An array of primitives.</param>
    /// <param name="first">Index of the first number to set.</param>
    /// <param name="count">How many numbers.</param>
    /// <param name="bigEndian">Whether the most significant byte of a number comes first.</param>
    public static void ToNumbers(byte[] bytes, int offset, Array numbers, int first, int count, bool bigEndian)
    {
        var width = Buffer.ByteLength(numbers) / Math.Max(1, numbers.Length);
        if (bigEndian == BitConverter.IsLittleEndian) Reverse(bytes.AsSpan(offset, count * width), width);

        // BlockCopy takes its target offset as an int: a part of a large array goes through an array of its own.
        if ((long)(first + count) * width <= int.MaxValue)
        {
            Buffer.BlockCopy(bytes, offset, numbers, first * width, count * width);
            return;
        }

        var part = Array.CreateInstanceFromArrayType(numbers.GetType(), count);
        Buffer.BlockCopy(bytes, offset, part, 0, count * width);
        Array.Copy(part, 0, numbers, first, count);
    }

    /// <summary>Copies numbers into bytes: the reverse of <see cref="ToNumbers"/>.</summary>
    public static void FromNumbers(Array numbers, int first, int count, byte[] bytes, int offset, bool bigEndian)
    {
        var width = Buffer.ByteLength(numbers) / Math.Max(1, numbers.Length);
        if ((long)(first + count) * width <= int.MaxValue)
        {
            Buffer.BlockCopy(numbers, first * width, bytes, offset, count * width);
        }
        else
        {
            var part = Array.CreateInstanceFromArrayType(numbers.GetType(), count);
            Array.Copy(numbers, first, part, 0, count);
            Buffer.BlockCopy(part, 0, bytes, offset, count * width);
        }

        if (bigEndian == BitConverter.IsLittleEndian) Reverse(bytes.AsSpan(offset, count * width), width);
    }

    /// <summary>Turns the byte order of every number round.</summary>
    public static void Reverse(Span<byte> bytes, int width)
    {
        switch (width)
        {
            case 1:
                break;
            case 2:
                for (var i = 0; i + 1 < bytes.Length; i += 2) (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
                break;
            case 4:
                for (; bytes.Length >= 4; bytes = bytes[4..]) BinaryPrimitives.WriteUInt32LittleEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes));
                break;
            default:
                for (; bytes.Length >= width; bytes = bytes[width..]) bytes[..width].Reverse();
                break;
        }
    }
}
