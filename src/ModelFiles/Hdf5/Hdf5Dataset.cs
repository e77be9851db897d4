using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

/// <summary>A dataset of numbers in an HDF5 file. Its values are read when they are asked for.</summary>
internal sealed class Hdf5Dataset
{
    // What was never written takes no room in the file, so that nothing but this bounds it.
    private const long MostUnwritten = 1 << 22;

    // Chunks may be larger than a dataset that was meant to grow, but not by any factor.
    private const long LargestChunk = 64;

    private readonly Hdf5Source source;
    private readonly string name;
    private readonly ImmutableArray<int> shape;
    private readonly ElementType type;
    private readonly bool isBigEndian;
    private readonly Hdf5Layout layout;
    private readonly Hdf5Filters filters;
    private readonly byte[] fill;

    private Hdf5Dataset(Hdf5Source source, string name, IReadOnlyList<Hdf5Message> messages, (ImmutableArray<int> Shape, ElementType Type, bool IsBigEndian, Hdf5Layout Layout) of)
    {
        (this.source, this.name) = (source, name);
        (shape, type, isBigEndian, layout) = of;
        filters = Hdf5ObjectHeader.Find(source, messages, Hdf5MessageKind.Filters) is { } pipeline ? Hdf5Filters.Read(pipeline) : Hdf5Filters.None;
        fill = Hdf5ObjectHeader.Find(source, messages, Hdf5MessageKind.FillValue) is { } value ? Fill(value) : [];
        if (fill.Length != type.Size()) fill = new byte[type.Size()];
        if (!Fits) throw new InvalidDataException($"{Where} needs {Bytes} bytes, which the file does not hold: is it truncated?");
    }

    /// <summary>The dataset that an object header describes; null if it describes none, or one that is not of numbers.</summary>
    /// <param name="source">The file.</param>
    /// <param name="name">Its path in the file.</param>
    /// <param name="messages">The object header.</param>
    /// <param name="dtype">The attribute of this name: Keras calls numbers so that HDF5 has no name for.</param>
    public static Hdf5Dataset? Of(Hdf5Source source, string name, IReadOnlyList<Hdf5Message> messages, string? dtype)
    {
        if (Find(Hdf5MessageKind.Layout) is not { } place || Find(Hdf5MessageKind.Dataspace) is not { } space || Find(Hdf5MessageKind.Datatype) is not { } kind) return null;
        var datatype = Hdf5Datatype.Read(kind);
        var numbers = datatype.IsOpaque && datatype.Size == 2 && dtype == "bfloat16" ? ElementType.BFloat16 : datatype.Numbers;
        return numbers is { } type ? new Hdf5Dataset(source, name, messages, (Hdf5Dataspace.Read(space), type, datatype.IsBigEndian, Hdf5Layout.Read(place))) : null;

        Hdf5Bytes? Find(Hdf5MessageKind wanted) => Hdf5ObjectHeader.Find(source, messages, wanted);
    }

    /// <summary>How many axes it has.</summary>
    public int Rank => shape.Length;

    /// <summary>The dataset as a tensor.</summary>
    public NamedTensor ToTensor() => new(name, type, shape, Open);

    private long Bytes => shape.Aggregate((long)type.Size(), (product, extent) => product * extent);

    private string Where => $"{source.Path}: \"{name}\" {TensorExtents.Text(shape)}";

    private Stream Open()
    {
        if (layout.Unread is { } unread) throw new InvalidDataException($"{Where} has {unread}, which are not read: write it again with h5py's defaults.");
        var fresh = source.Afresh();
        return layout.Kind switch
        {
            Hdf5LayoutKind.Compact => InOurOrder([.. layout.Inside]),
            Hdf5LayoutKind.Contiguous when layout.Address < 0 => InOurOrder(Filled((int)Bytes)),
            Hdf5LayoutKind.Contiguous => isBigEndian ? InOurOrder(fresh.At(layout.Address, Bytes).Take((int)Bytes).ToArray()) : fresh.Open(layout.Address, Bytes),
            _ => InOurOrder(Assembled(fresh)),
        };
    }

    // Asked before anyone makes room for the values.
    private bool Fits => layout switch
    {
        { Unread: not null } => Bytes <= Hdf5Filters.MostInflation * source.Length,
        { Kind: Hdf5LayoutKind.Compact } => Bytes == layout.Inside.Length,
        { Kind: Hdf5LayoutKind.Contiguous, Address: < 0 } => Bytes <= MostUnwritten,
        { Kind: Hdf5LayoutKind.Contiguous } => Bytes == layout.Bytes && Bytes <= source.Length - layout.Address,
        _ => Bytes <= Math.Max(MostUnwritten, source.Length * (filters.IsEmpty ? 1 : Hdf5Filters.MostInflation)),
    };

    private MemoryStream InOurOrder(byte[] values)
    {
        if (isBigEndian)
            for (var at = 0; at < values.Length; at += type.Size()) values.AsSpan(at, type.Size()).Reverse();
        return new MemoryStream(values, writable: false);
    }

    private byte[] Assembled(Hdf5Source fresh)
    {
        var size = type.Size();
        if (layout.Chunk.Length != shape.Length || layout.Chunk.Any(extent => extent < 1) || !TensorExtents.TryCount(layout.Chunk.AsSpan(), size, out var elements) || elements * size > Math.Max(LargestChunk * Bytes, MostUnwritten))
            throw new InvalidDataException($"{Where} has chunks of {TensorExtents.Text(layout.Chunk)}: is the file damaged?");
        if (elements * size > Array.MaxLength || Bytes > Array.MaxLength) throw new InvalidDataException($"{Where} needs {Bytes} bytes; in chunks at most {Array.MaxLength} are read: write it again in one run.");
        var whole = (int)(elements * size);
        var index = new Hdf5Chunks(fresh, layout, [.. shape], whole, !filters.IsEmpty);
        var chunks = index.Written().ToArray();

        // Each chunk has its own place in the dataset and in the file; they fill the dataset, or it is small.
        if (chunks.Length > index.Count || chunks.Sum(chunk => (double)chunk.Bytes) > fresh.Length) throw new InvalidDataException($"{Where} has {chunks.Length} chunks for {index.Count} places: is the file damaged?");
        if (Bytes > Math.Max(MostUnwritten, (long)chunks.Length * whole)) throw new InvalidDataException($"{Where} needs {Bytes} bytes, its {chunks.Length} chunks hold {(long)chunks.Length * whole}: is the file truncated?");
        var (values, place) = (Filled((int)Bytes), new Hdf5ChunkPlace([.. shape], [.. layout.Chunk], size));
        foreach (var chunk in chunks)
        {
            var stored = fresh.At(chunk.Address, chunk.Bytes).Take((int)chunk.Bytes).ToArray();
            var omitted = layout.EdgesAreBare && place.IsCut(chunk.Start) ? ulong.MaxValue : chunk.Omitted;
            place.Copy(filters.Undo(stored, whole, size, omitted, $"{source.Path}: a chunk of \"{name}\""), chunk.Start, values);
        }

        return values;
    }

    private byte[] Filled(int count)
    {
        var values = new byte[count];
        if (fill.AsSpan().ContainsAnyExcept((byte)0))
            for (var at = 0; at < count; at += fill.Length) fill.CopyTo(values, at);
        return values;
    }

    // IV.A.2.f: times of allocation and writing, whether there is a value, its bytes.
    private static byte[] Fill(Hdf5Bytes message)
    {
        var version = message.Byte();
        if (version is 1 or 2)
        {
            message.Skip(2);
            if (message.Byte() == 0 && version == 2) return [];
        }
        else if (version != 3 || (message.Byte() & 0x20) == 0)
        {
            return [];
        }

        return message.Take(message.Count()).ToArray();
    }
}
