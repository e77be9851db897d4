namespace UNetSharp.ModelFiles;

/// <summary>The chunks of a dataset that were written, whatever index leads to them.</summary>
/// <param name="source">The file.</param>
/// <param name="layout">A chunked layout.</param>
/// <param name="shape">Extents of the dataset.</param>
/// <param name="whole">Bytes of a chunk before its filters.</param>
/// <param name="isFiltered">Whether there are filters.</param>
internal sealed class Hdf5Chunks(Hdf5Source source, Hdf5Layout layout, int[] shape, long whole, bool isFiltered)
{
    /// <summary>Places for chunks: as many as cover the dataset.</summary>
    public long Count { get; } = shape.Zip(layout.Chunk).Aggregate(1L, (count, axis) => Math.Min(count * (((long)axis.First + axis.Second - 1) / axis.Second), int.MaxValue));

    /// <summary>The chunks.</summary>
    public IEnumerable<Hdf5Chunk> Written() => layout.Address < 0 ? [] : layout.Index switch
    {
        Hdf5ChunkIndex.Tree => OfTree(),
        Hdf5ChunkIndex.Single => [new Hdf5Chunk(new int[shape.Length], layout.Address, layout.Bytes >= 0 ? layout.Bytes : whole, layout.Omitted)],
        Hdf5ChunkIndex.Implicit when Count * whole > source.Length => throw new InvalidDataException($"{source.Path}: {Count} chunks of {whole} bytes are wanted, the file holds {source.Length}: is it truncated?"),
        Hdf5ChunkIndex.Implicit => Enumerable.Range(0, (int)Count).Select(number => new Hdf5Chunk(Start(number), layout.Address + (number * whole), whole, 0)),
        _ => OfFixedArray(),
    };

    // A key is the chunk's bytes in the file, the filters that were left out, where the chunk begins on each axis, and a 0 for the axis of bytes.
    private IEnumerable<Hdf5Chunk> OfTree()
    {
        foreach (var (key, child) in Hdf5Tree.Leaves(source, layout.Address, Hdf5Tree.OfChunks, 8 + (8 * (shape.Length + 1))))
        {
            var (stored, omitted) = (key.Number(4), key.Number(4));
            yield return new Hdf5Chunk([.. shape.Select(_ => key.Count(8))], child, (long)stored, omitted);
        }
    }

    // VII.C: a header that points to one block of addresses; a long block is cut into pages, of which a row of bits in front says whether they were written.
    private IEnumerable<Hdf5Chunk> OfFixedArray()
    {
        var header = source.UpTo(layout.Address, 12 + (2 * 8));
        header.Require("FAHD");
        header.Skip(2);
        var (entrySize, pageBits, count, block) = (header.Byte(), header.Byte(), header.Length(), header.Offset());
        var sizeBytes = entrySize - source.Sizes.Offset - (isFiltered ? 4 : 0);
        if (count < Count || (isFiltered ? sizeBytes is < 1 or > 8 : sizeBytes != 0) || pageBits > 30) throw header.Wrong($"an array of {count} chunks in entries of {entrySize} bytes, {Count} chunks are needed");
        if (block < 0) yield break;

        var bytes = source.UpTo(block, 6 + source.Sizes.Offset);
        bytes.Require("FADB");
        var (at, page) = (block + 6 + source.Sizes.Offset, 1L << pageBits);
        var pages = (count + page - 1) / page;
        if (count <= page) page = count;
        var written = count > page ? source.At(at, ((pages + 7) / 8) + 4).Take((int)((pages + 7) / 8)).ToArray() : [0x80];
        if (count > page) at += written.Length + 4;
        for (var first = 0L; first < Count; first += page, at += (page * entrySize) + 4)
        {
            var number = first / page;
            if ((written[number / 8] & (0x80 >> (int)(number % 8))) == 0) continue;
            var entries = source.At(at, Math.Min(page, count - first) * entrySize);
            for (var chunk = first; chunk < Math.Min(first + page, Count); chunk++)
            {
                var address = entries.Offset();
                var (stored, omitted) = isFiltered ? ((long)Math.Min(entries.Number(sizeBytes), long.MaxValue), entries.Number(4)) : (whole, 0);
                if (address >= 0) yield return new Hdf5Chunk(Start((int)chunk), address, stored, omitted);
            }
        }
    }

    private long OnAxis(int axis) => ((long)shape[axis] + layout.Chunk[axis] - 1) / layout.Chunk[axis];

    // Chunks are counted row by row.
    private int[] Start(int number)
    {
        var start = new int[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            start[axis] = (int)(number % OnAxis(axis)) * layout.Chunk[axis];
            number = (int)(number / OnAxis(axis));
        }

        return start;
    }
}
