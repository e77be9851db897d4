namespace UNetSharp.ModelFiles;

/// <summary>A B-tree of version 1, which leads to symbol tables or to chunks: section III.A.1 of the specification.</summary>
internal static class Hdf5Tree
{
    /// <summary>Leads to the symbol tables of a group.</summary>
    public const int OfSymbols = 0;

    /// <summary>Leads to the chunks of a dataset.</summary>
    public const int OfChunks = 1;

    /// <summary>The children of the lowest nodes, each with the key in front of it.</summary>
    /// <param name="source">The file.</param>
    /// <param name="root">Address of the root.</param>
    /// <param name="kind">What it leads to.</param>
    /// <param name="keySize">Bytes of a key.</param>
    public static IEnumerable<(Hdf5Bytes Key, long Child)> Leaves(Hdf5Source source, long root, int kind, int keySize)
    {
        var open = new Stack<(long Address, int Level)>([(root, -1)]);
        while (open.TryPop(out var node))
        {
            var header = source.At(node.Address, 8 + (2 * source.Sizes.Offset));
            header.Require("TREE");
            var (type, level, count) = (header.Byte(), header.Byte(), header.Word());
            if (type != kind || (node.Level >= 0 && level != node.Level)) throw header.Wrong($"a node of kind {type} and level {level} in a tree of kind {kind}");
            var entries = source.At(node.Address + 8 + (2 * source.Sizes.Offset), (long)count * (keySize + source.Sizes.Offset));
            for (var entry = 0; entry < count; entry++)
            {
                var (key, child) = (entries.Piece(keySize), entries.Offset());
                if (level == 0) yield return (key, child);
                else open.Push((child, level - 1));
            }
        }
    }
}
