using System.Text;

namespace UNetSharp.ModelFiles;

/// <summary>The children of a group, in each of the three forms that groups have.</summary>
internal static class Hdf5Links
{
    private const int HashBytes = 4, IdentityBytes = 7, IsSoftEntry = 2;

    /// <summary>Names and addresses. Soft and external links are left out: what they lead to has another name, or lies in another file.</summary>
    public static IEnumerable<(string Name, long Address)> Of(Hdf5Source source, IReadOnlyList<Hdf5Message> messages) => messages.SelectMany(message => message.Kind switch
    {
        Hdf5MessageKind.SymbolTable => Symbols(source, message.Bytes),
        Hdf5MessageKind.Link => Hard(message.Bytes),
        Hdf5MessageKind.LinkPlaces => Dense(source, message.Bytes),
        _ => [],
    });

    // III.C and III.D: nodes of symbols, whose names lie in a local heap.
    private static IEnumerable<(string Name, long Address)> Symbols(Hdf5Source source, Hdf5Bytes message)
    {
        var (tree, heap) = (message.Offset(), message.Offset());
        var header = source.At(heap, 8 + (2 * source.Sizes.Length) + source.Sizes.Offset);
        header.Require("HEAP");
        header.Skip(4);
        var size = header.Length();
        header.Length();
        var names = source.At(header.Offset(), size).Take((int)size).ToArray();
        foreach (var (_, child) in Hdf5Tree.Leaves(source, tree, Hdf5Tree.OfSymbols, source.Sizes.Length))
        {
            var node = source.At(child, 8);
            node.Require("SNOD");
            node.Skip(2);
            var count = node.Word();
            var entries = source.At(child + 8, (long)count * ((2 * source.Sizes.Offset) + 24));
            for (var entry = 0; entry < count; entry++)
            {
                var (name, address, kind) = (entries.Offset(), entries.Offset(), entries.Count());
                entries.Skip(20);
                if (name < 0 || name >= names.Length) throw entries.Wrong("a name outside its heap");
                var text = names.AsSpan((int)name);
                var end = text.IndexOf((byte)0);
                if (kind != IsSoftEntry && address >= 0) yield return (Encoding.UTF8.GetString(end < 0 ? text : text[..end]), address);
            }
        }
    }

    // IV.A.2.g.
    private static (string Name, long Address)[] Hard(Hdf5Bytes message)
    {
        message.Skip(1);
        var flags = message.Byte();
        if ((flags & 8) != 0 && message.Byte() != 0) return [];
        message.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 0x10) != 0 ? 1 : 0));
        var name = message.Text(message.Count(1 << (flags & 3)));
        return [(name, message.Offset())];
    }

    // IV.A.2.c: links in a fractal heap, found by records of a hash and an identity.
    private static IEnumerable<(string Name, long Address)> Dense(Hdf5Source source, Hdf5Bytes message)
    {
        message.Skip(1);
        message.Skip((message.Byte() & 1) != 0 ? 8 : 0);
        var (heap, tree) = (message.Offset(), message.Offset());
        if (heap < 0 || tree < 0) yield break;
        var links = new Hdf5FractalHeap(source, heap);
        foreach (var record in Hdf5Tree2.Records(source, tree))
        {
            record.Skip(HashBytes);
            foreach (var link in Hard(links.Object(record.Piece(IdentityBytes)) ?? throw record.Wrong("a link that is larger than a block of its heap"))) yield return link;
        }
    }
}
