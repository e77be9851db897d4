using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

/// <summary>How the values of a dataset are laid out.</summary>
internal enum Hdf5LayoutKind
{
    /// <summary>In the object header.</summary>
    Compact = 0,

    /// <summary>In one run of the file.</summary>
    Contiguous = 1,

    /// <summary>In chunks of equal extents.</summary>
    Chunked = 2,
}

/// <summary>How chunks are found.</summary>
internal enum Hdf5ChunkIndex
{
    /// <summary>A B-tree of version 1, of layouts of version 3.</summary>
    Tree = 0,

    /// <summary>There is one chunk.</summary>
    Single = 1,

    /// <summary>All chunks follow one another.</summary>
    Implicit = 2,

    /// <summary>An array of addresses.</summary>
    FixedArray = 3,
}

/// <summary>Where the values of a dataset lie: section IV.A.2.i of the specification, versions 3 and 4, and 5, in which the sizes of filtered chunks are wider.</summary>
/// <param name="Kind">In the header, in one run, in chunks.</param>
internal sealed record Hdf5Layout(Hdf5LayoutKind Kind)
{
    // Bits of a chunked layout since version 4.
    private const int EdgesWithoutFilters = 1, FilteredSingle = 2;

    /// <summary>The values themselves, of a compact layout.</summary>
    public byte[] Inside { get; private init; } = [];

    /// <summary>Where the values begin, or the index of chunks; −1 where nothing was written.</summary>
    public long Address { get; private init; }

    /// <summary>Bytes of a contiguous layout, or of a single chunk that went through filters.</summary>
    public long Bytes { get; private init; } = -1;

    /// <summary>Extents of a chunk.</summary>
    public ImmutableArray<int> Chunk { get; private init; } = [];

    /// <summary>How chunks are found.</summary>
    public Hdf5ChunkIndex Index { get; private init; }

    /// <summary>Of a single chunk, a bit for each filter that it did not go through.</summary>
    public ulong Omitted { get; private init; }

    /// <summary>Whether chunks that reach beyond the border did not go through filters.</summary>
    public bool EdgesAreBare { get; private init; }

    /// <summary>What keeps the layout from being read; null if nothing does.</summary>
    public string? Unread { get; private init; }

    /// <summary>Reads the message. A layout that is not read says so when its values are asked for.</summary>
    public static Hdf5Layout Read(Hdf5Bytes message)
    {
        var version = message.Byte();
        if (version is < 3 or > 5) return new Hdf5Layout(default(Hdf5LayoutKind)) { Unread = $"a layout of version {version}" };
        return message.Byte() switch
        {
            0 => new Hdf5Layout(Hdf5LayoutKind.Compact) { Inside = message.Take(message.Word()).ToArray() },
            1 => new Hdf5Layout(Hdf5LayoutKind.Contiguous) { Address = message.Offset(), Bytes = message.Length() },
            2 => version == 3 ? OfTree(message) : OfIndex(message),
            3 => new Hdf5Layout(default(Hdf5LayoutKind)) { Unread = "values in other files" },
            var other => throw message.Wrong($"layout {other}"),
        };
    }

    // The last extent is the size of an element.
    private static Hdf5Layout OfTree(Hdf5Bytes message)
    {
        var (rank, address) = (message.Byte() - 1, message.Offset());
        return new Hdf5Layout(Hdf5LayoutKind.Chunked) { Address = address, Chunk = Extents(message, rank, 4) };
    }

    private static Hdf5Layout OfIndex(Hdf5Bytes message)
    {
        var (flags, rank, width) = (message.Byte(), message.Byte() - 1, message.Byte());
        if (width is < 1 or > 8) throw message.Wrong($"extents of {width} bytes");
        var chunk = Extents(message, rank, width);
        message.Skip(width);
        var index = message.Byte();
        var layout = new Hdf5Layout(Hdf5LayoutKind.Chunked) { Chunk = chunk, EdgesAreBare = (flags & EdgesWithoutFilters) != 0 };
        switch (index)
        {
            case 1:
                var filtered = (flags & FilteredSingle) != 0;
                var (bytes, omitted) = filtered ? (message.Length(), message.Number(4)) : (-1, 0);
                return layout with { Index = Hdf5ChunkIndex.Single, Bytes = bytes, Omitted = omitted, Address = message.Offset() };
            case 2:
                return layout with { Index = Hdf5ChunkIndex.Implicit, Address = message.Offset() };
            case 3:
                message.Skip(1);
                return layout with { Index = Hdf5ChunkIndex.FixedArray, Address = message.Offset() };
            case 4:
                return layout with { Unread = "chunks in an extensible array (one axis without limit)" };
            case 5:
                return layout with { Unread = "chunks in a B-tree of version 2 (several axes without limit)" };
            default:
                throw message.Wrong($"an index of chunks of kind {index}");
        }
    }

    private static ImmutableArray<int> Extents(Hdf5Bytes message, int rank, int width) =>
        rank is >= 0 and <= TensorExtents.MaximumRank ? [.. Enumerable.Range(0, rank).Select(_ => message.Count(width))] : throw message.Wrong($"chunks of {rank} axes");
}
