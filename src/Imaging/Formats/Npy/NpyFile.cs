namespace UNetSharp.Imaging.Formats.Npy;

/// <summary>Reads and writes arrays in NumPy's .npy format.</summary>
/// <remarks>
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html. Read: booleans, integers of 8 to 64 bits, floats of 16 to 64 bits, either byte order,
/// C and Fortran order (turned to C), versions 1.0 to 3.0. Not read: complex numbers, text, structures, pickled objects.
/// Written: little-endian, C order, version 1.0.
/// </remarks>
public static class NpyFile
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Reads an array.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or holds something other than numbers.</exception>
    /// <exception cref="IOException">The file can't be opened or read.</exception>
    public static NpyArray Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        return Read(file, path);
    }

    /// <summary>Reads an array from a stream, which need not be seekable.</summary>
    /// <param name="stream">At the array's beginning; left at its end.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">It is damaged, or holds something other than numbers.</exception>
    public static NpyArray Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            var header = NpyHeader.Read(stream, name);
            var values = ReadNumbers(stream, name, header);
            if (header.FortranOrder && header.Shape.Length > 1) values = ToRowMajor(values, header.Shape);
            return new NpyArray(values, header.Shape);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"{name}: the file ends within its .npy header: is it truncated?");
        }
    }

    /// <summary>Writes an array. The file appears whole or not at all.</summary>
    /// <exception cref="IOException">The file exists and <paramref name="overwrite"/> is false, or it can't be written.</exception>
    public static void Write(string path, NpyArray array, bool overwrite = false) => NewFile.Write(path, overwrite, stream => Write(stream, array));

    /// <summary>Writes an array to a stream.</summary>
    public static void Write(Stream stream, NpyArray array)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(array);
        var header = new NpyHeader(NpyHeader.Descriptor(array.ElementType), FortranOrder: false, [.. array.Shape]);
        stream.Write(header.ToBytes());
        var chunk = new byte[ChunkBytes];
        var step = ChunkBytes / header.Width;
        for (var first = 0; first < array.Count; first += step)
        {
            var count = Math.Min(step, array.Count - first);
            SampleBytes.FromNumbers(array.Raw, first, count, chunk, 0, bigEndian: false);
            stream.Write(chunk, 0, count * header.Width);
        }
    }

    // Memory is taken as the bytes arrive, doubling: a header that lies costs no more than twice what the file really holds.
    private static Array ReadNumbers(Stream stream, string name, NpyHeader header)
    {
        Int128 promised = header.Width;
        foreach (var extent in header.Shape) promised *= extent;
        if (promised / header.Width > Array.MaxLength)
        {
            throw new InvalidDataException($"{name}: the header promises ({string.Join(", ", header.Shape)}) numbers; at most {Array.MaxLength:n0} are read.");
        }

        if (stream.CanSeek && stream.Length - stream.Position < promised)
        {
            throw new InvalidDataException(
                $"{name}: the header promises {promised:n0} bytes of numbers, " +
                $"the file holds {stream.Length - stream.Position:n0}: is it truncated?");
        }

        var count = (int)(promised / header.Width);
        var element = header.ElementType == typeof(Half) ? typeof(float) : header.ElementType;
        var numbers = NewArray(element, stream.CanSeek ? count : Math.Min(count, ChunkBytes));
        var chunk = new byte[ChunkBytes];
        var step = ChunkBytes / header.Width;
        for (var first = 0; first < count;)
        {
            var now = Math.Min(step, count - first);
            var got = stream.ReadAtLeast(chunk.AsSpan(0, now * header.Width), now * header.Width, throwOnEndOfStream: false);
            if (got < now * header.Width)
            {
                throw new InvalidDataException(
                    $"{name}: the header promises {promised:n0} bytes of numbers, " +
                    $"the file holds {((long)first * header.Width) + got:n0}: is it truncated?");
            }

            if (first + now > numbers.Length) numbers = Grown(numbers, (int)Math.Min(count, 2L * (first + now)));
            if (header.ElementType == typeof(Half)) Widen(chunk, (float[])numbers, first, now, header.BigEndian);
            else SampleBytes.ToNumbers(chunk, 0, numbers, first, now, header.BigEndian);
            first += now;
        }

        return numbers;
    }

    private static void Widen(byte[] bytes, float[] to, int first, int count, bool bigEndian)
    {
        if (bigEndian) SampleBytes.Reverse(bytes.AsSpan(0, count * 2), 2);
        for (var i = 0; i < count; i++) to[first + i] = (float)BitConverter.Int16BitsToHalf((short)(bytes[2 * i] | (bytes[(2 * i) + 1] << 8)));
    }

    private static Array ToRowMajor(Array source, int[] shape)
    {
        var target = NewArray(source.GetType().GetElementType()!, source.Length);
        switch (Type.GetTypeCode(source.GetType().GetElementType()))
        {
            // The runtime lets an array of signed numbers pass for one of unsigned numbers of the same width; only their places matter here.
            case TypeCode.Byte or TypeCode.SByte: Reorder((byte[])source, (byte[])target, shape); break;
            case TypeCode.UInt16 or TypeCode.Int16: Reorder((ushort[])source, (ushort[])target, shape); break;
            case TypeCode.UInt32 or TypeCode.Int32: Reorder((uint[])source, (uint[])target, shape); break;
            case TypeCode.UInt64 or TypeCode.Int64: Reorder((ulong[])source, (ulong[])target, shape); break;
            case TypeCode.Single: Reorder((float[])source, (float[])target, shape); break;
            default: Reorder((double[])source, (double[])target, shape); break;
        }

        return target;
    }

    // In Fortran order the first axis is contiguous. Walks the target in its own order and keeps the source's place up to date, axis by axis.
    private static void Reorder<T>(T[] source, T[] target, int[] shape)
    {
        var strides = new int[shape.Length];
        for (int axis = 0, stride = 1; axis < shape.Length; stride *= Math.Max(1, shape[axis++])) strides[axis] = stride;
        var index = new int[shape.Length];
        for (int i = 0, from = 0; i < target.Length; i++)
        {
            target[i] = source[from];
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < shape[axis]) break;
                from -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
    }

    private static Array Grown(Array array, int length)
    {
        var grown = NewArray(array.GetType().GetElementType()!, length);
        Array.Copy(array, grown, array.Length);
        return grown;
    }

    private static Array NewArray(Type element, int length) => Type.GetTypeCode(element) switch
    {
        TypeCode.Byte => new byte[length],
        TypeCode.SByte => new sbyte[length],
        TypeCode.UInt16 => new ushort[length],
        TypeCode.Int16 => new short[length],
        TypeCode.UInt32 => new uint[length],
        TypeCode.Int32 => new int[length],
        TypeCode.UInt64 => new ulong[length],
        TypeCode.Int64 => new long[length],
        TypeCode.Single => new float[length],
        _ => new double[length],
    };
}
