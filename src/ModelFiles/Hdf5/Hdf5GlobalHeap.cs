namespace UNetSharp.ModelFiles;

/// <summary>The global heap, where texts of variable length lie: section III.E of the specification.</summary>
/// <param name="source">The file.</param>
internal sealed class Hdf5GlobalHeap(Hdf5Source source)
{
    private readonly Dictionary<long, Dictionary<int, Hdf5Bytes>> collections = [];
    private long given;

    /// <summary>A text, as an element of variable length points to it: its length, the address of a collection, an index in it.</summary>
    public string Text(Hdf5Bytes element)
    {
        var (length, address, index) = (element.Count(), element.Offset(), element.Count());
        if (length == 0 || address <= 0) return "";
        if (!collections.TryGetValue(address, out var objects)) collections[address] = objects = Objects(address);
        if (!objects.TryGetValue(index, out var whole) || length > whole.Left) throw element.Wrong($"a text of {length} bytes that is not in its heap");

        // Elements may point to one text again and again.
        given += length;
        if (given > source.Length) throw element.Wrong("texts that are longer than the file");
        return whole.Start(length).Text(length);
    }

    private Dictionary<int, Hdf5Bytes> Objects(long address)
    {
        var header = source.At(address, 8 + source.Sizes.Length);
        header.Require("GCOL");
        header.Skip(4);
        var (size, objects) = (header.Length(), new Dictionary<int, Hdf5Bytes>());
        var collection = source.At(address, size);
        collection.Skip(8 + source.Sizes.Length);
        while (collection.Left >= 8 + source.Sizes.Length)
        {
            var index = collection.Word();
            collection.Skip(6);
            var length = collection.Length();
            if (index == 0) break; // what is free
            if (length < 0 || length > collection.Left) throw collection.Wrong($"a text of {length} bytes");
            objects[index] = collection.Piece((int)length);
            collection.Skip(Math.Min((int)(-length & 7), collection.Left));
        }

        return objects;
    }
}
