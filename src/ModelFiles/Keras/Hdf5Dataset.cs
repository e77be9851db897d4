using System.Collections.Immutable;
using System.IO.Compression;

namespace UNetSharp.ModelFiles;

/// <summary>A dataset of an HDF5 file: what the messages of its object header say, and its values.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="name">The dataset's path in the file.</param>
internal sealed class Hdf5Dataset(string path, string name)
{
    private readonly List<int> filters = [];
    private ImmutableArray<int> shape = [];
    private ElementType? type;
    private bool spaced, laidOut;
    private Func<Hdf5File, Stream>? open;

    /// <summary>The product of the extents.</summary>
    public long Count { get; private set; } = 1;

    /// <summary>Whether extents, a type of numbers and a layout are known: then it is a dataset of numbers.</summary>
    public bool IsComplete => spaced && laidOut && type is not null;

    /// <summary>The dataset as a tensor.</summary>
    public NamedTensor ToTensor(Hdf5File file) => new(name, type!.Value, shape, () => open!(file));

    /// <summary>IV.A.2.b.</summary>
    public void ReadDataspace(Hdf5Bytes message)
    {
        var (version, rank) = (message.Byte(), message.Byte());
        message.Skip(version == 1 ? 6 : 2);
        if (rank > TensorExtents.MaximumRank) throw message.Wrong($"a dataset of {rank} axes");
        long[] extents = [.. Enumerable.Range(0, rank).Select(_ => message.Length())];
        if (extents.Any(extent => extent is < 0 or > int.MaxValue)) throw message.Wrong($"a dataset of extents [{string.Join(", ", extents)}]");
        shape = [.. extents.Select(extent => (int)extent)];
        Count = TensorExtents.TryCount(shape.AsSpan(), sizeof(double), out var count) ? count : throw message.Wrong($"a dataset of extents {TensorExtents.Text(shape)}");
        spaced = true;
    }

    /// <summary>IV.A.2.d: class 0 is integers, class 1 floating point; bit 0 says big-endian, bit 3 of integers signed.</summary>
    public void ReadDatatype(Hdf5Bytes message)
    {
        var (kind, flags) = (message.Byte() & 0x0F, message.Byte());
        message.Skip(2);
        var size = message.Number(4);
        type = (flags & 1) != 0 ? null : (kind, size, (flags & 8) != 0) switch
        {
            (1, 8, _) => ElementType.Float64,
            (1, 4, _) => ElementType.Float32,
            (1, 2, _) => ElementType.Float16,
            (0, 8, true) => ElementType.Int64,
            (0, 4, true) => ElementType.Int32,
            (0, 2, true) => ElementType.Int16,
            (0, 1, true) => ElementType.Int8,
            (0, 8, false) => ElementType.UInt64,
            (0, 4, false) => ElementType.UInt32,
            (0, 2, false) => ElementType.UInt16,
            (0, 1, false) => ElementType.UInt8,
            _ => null,
        };
    }

    /// <summary>IV.A.2.l: the filters that chunks went through, of which deflate (1), shuffle (2) and a checksum (3) are undone.</summary>
    public void ReadFilters(Hdf5Bytes message)
    {
        var (version, count) = (message.Byte(), message.Byte());
        message.Skip(version == 1 ? 6 : 0);
        for (var filter = 0; filter < count; filter++)
        {
            var id = message.Word();
            var label = version == 1 || id >= 256 ? message.Word() : 0;
            message.Skip(2);
            var values = message.Word();
            message.Skip((version == 1 ? (label + 7) / 8 * 8 : label) + (4 * values) + (version == 1 && values % 2 == 1 ? 4 : 0));
            filters.Add(id);
        }
    }

    /// <summary>IV.A.2.i: in the header itself (0), in one run (1), in chunks (2).</summary>
    public void ReadLayout(Hdf5Bytes message)
    {
        var version = message.Byte();
        if (version is not (3 or 4)) throw message.Wrong($"\"{name}\" has a layout of version {version}, 3 and 4 are read");
        switch (message.Byte())
        {
            case 0:
                var inside = message.Take(message.Word()).ToArray();
                open = _ => new MemoryStream(inside, writable: false);
                break;
            case 1:
                var (address, length) = (message.Offset(), message.Length());
                open = file => address < 0 ? new MemoryStream(new byte[Bytes], writable: false) // never written: zeros
                    : length == Bytes ? file.OpenAt(address, length) : throw new InvalidDataException($"{path}: \"{name}\" {TensorExtents.Text(shape)} needs {Bytes} bytes, the file holds {length}.");
                break;
            case 2 when version == 3:
                var rank = message.Byte() - 1;
                var tree = message.Offset();
                int[] chunk = [.. Enumerable.Range(0, rank).Select(_ => (int)Math.Min(message.Number(4), int.MaxValue))];
                open = file => Assembled(file, tree, chunk);
                break;
            default:
                throw message.Wrong($"\"{name}\" has a layout that is not read");
        }

        laidOut = true;
    }

    private long Bytes => Count * type!.Value.Size();

    // III.A.1: the key of a chunk is its bytes in the file, the filters that were left out, and where it begins on each axis.
    private MemoryStream Assembled(Hdf5File file, long tree, int[] chunk)
    {
        var (size, values) = (type!.Value.Size(), new byte[checked((int)Bytes)]);
        if (chunk.Length != shape.Length || !TensorExtents.TryCount(chunk, size, out var whole) || whole * size > Math.Max(Bytes * 64, 1 << 24) || chunk.Any(extent => extent < 1))
            throw new InvalidDataException($"{path}: \"{name}\" {TensorExtents.Text(shape)} has chunks of [{string.Join(", ", chunk)}].");
        foreach (var (key, child) in tree < 0 ? [] : file.Leaves(tree, 1, 8 + (8 * (shape.Length + 1))))
        {
            var (stored, left) = (key.Number(4), key.Number(4));
            int[] start = [.. shape.Select(_ => (int)Math.Min(key.Number(8), int.MaxValue))];
            var bytes = Unfiltered(file.At(child, (long)stored).Take((int)stored).ToArray(), (int)(whole * size), size, left);
            Place(bytes, chunk, start, values, size);
        }

        return new MemoryStream(values, writable: false);
    }

    private byte[] Unfiltered(byte[] bytes, int expected, int size, ulong left)
    {
        for (var filter = filters.Count - 1; filter >= 0; filter--)
        {
            if ((left >> filter & 1) != 0) continue;
            bytes = filters[filter] switch
            {
                1 => Inflated(bytes, expected),
                2 => Unshuffled(bytes, size),
                3 => bytes[..^4],
                var other => throw new InvalidDataException($"{path}: \"{name}\" was written through filter {other} of HDF5; deflate, shuffle and checksums are read."),
            };
        }

        return bytes.Length == expected ? bytes : throw new InvalidDataException($"{path}: a chunk of \"{name}\" holds {bytes.Length} bytes instead of {expected}.");
    }

    private byte[] Inflated(byte[] bytes, int expected)
    {
        var whole = new byte[expected + 4]; // with a checksum behind it, where there is one
        using var stream = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var count = stream.ReadAtLeast(whole, whole.Length, throwOnEndOfStream: false);
        return count >= expected ? whole[..(filters.Contains(3) && filters.IndexOf(3) < filters.IndexOf(1) ? count : expected)] : throw new InvalidDataException($"{path}: a chunk of \"{name}\" ends after {count} bytes instead of {expected}.");
    }

    // All first bytes of the elements, then all second ones, …
    private static byte[] Unshuffled(byte[] bytes, int size)
    {
        var (whole, count) = ((byte[])bytes.Clone(), bytes.Length / size);
        for (var element = 0; element < count; element++)
            for (var part = 0; part < size; part++)
                whole[(element * size) + part] = bytes[(part * count) + element];
        return whole;
    }

    // A chunk reaches beyond the border where the extents are no multiples of its own.
    private void Place(byte[] bytes, int[] chunk, int[] start, byte[] values, int size)
    {
        var place = new int[chunk.Length];
        for (var from = 0; from < bytes.Length; from += size)
        {
            var (to, inside) = (0L, true);
            for (var axis = 0; axis < chunk.Length; axis++)
            {
                inside &= start[axis] + place[axis] < shape[axis];
                to = (to * shape[axis]) + start[axis] + place[axis];
            }

            if (inside) bytes.AsSpan(from, size).CopyTo(values.AsSpan((int)(to * size)));
            for (var axis = chunk.Length - 1; axis >= 0 && ++place[axis] == chunk[axis]; axis--) place[axis] = 0;
        }
    }
}
