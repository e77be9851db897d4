namespace UNetSharp.ModelFiles;

/// <summary>A B-tree of version 2, whose records lead into a heap: section III.A.2 of the specification.</summary>
internal static class Hdf5Tree2
{
    // Signature, version, kind; checksum.
    private const int NodeBytes = 6, ChecksumBytes = 4, Deepest = 16;

    /// <summary>The records, in no particular order.</summary>
    /// <param name="source">The file.</param>
    /// <param name="address">Address of the header.</param>
    public static IEnumerable<Hdf5Bytes> Records(Hdf5Source source, long address)
    {
        var header = source.UpTo(address, 16 + source.Sizes.Offset + 2);
        header.Require("BTHD");
        header.Skip(2);
        var (nodeSize, recordSize, depth) = (header.Count(), header.Word(), header.Word());
        header.Skip(2);
        var (root, count) = (header.Offset(), header.Word());
        if (recordSize == 0 || nodeSize <= NodeBytes + ChecksumBytes + recordSize || depth > Deepest) throw header.Wrong($"a tree of depth {depth} with records of {recordSize} bytes in nodes of {nodeSize}");
        return root < 0 ? [] : Records(source, (root, count, depth), recordSize, Widths(source, nodeSize, recordSize, depth));
    }

    private static IEnumerable<Hdf5Bytes> Records(Hdf5Source source, (long Address, int Count, int Level) root, int recordSize, (int Records, int[] All) widths)
    {
        var open = new Stack<(long Address, int Count, int Level)>([root]);
        while (open.TryPop(out var node))
        {
            // A child is its address, how many records it has itself, and, above the lowest nodes, how many there are below it.
            var child = node.Level == 0 ? 0 : source.Sizes.Offset + widths.Records + widths.All[node.Level - 1];
            var bytes = source.At(node.Address, NodeBytes + ((long)node.Count * recordSize) + (node.Level == 0 ? 0 : (node.Count + 1L) * child));
            bytes.Require(node.Level == 0 ? "BTLF" : "BTIN");
            bytes.Skip(2);
            for (var record = 0; record < node.Count; record++) yield return bytes.Piece(recordSize);
            for (var at = 0; node.Level > 0 && at <= node.Count; at++)
            {
                open.Push((bytes.Offset(), bytes.Count(widths.Records), node.Level - 1));
                bytes.Skip(widths.All[node.Level - 1]);
            }
        }
    }

    // Counts take as many bytes as the largest that a node, or all below it, could have.
    private static (int Records, int[] All) Widths(Hdf5Source source, int nodeSize, int recordSize, int depth)
    {
        var room = nodeSize - NodeBytes - ChecksumBytes;
        var (most, records, all) = (room / (long)recordSize, Width(room / recordSize), new int[depth + 1]);
        for (var level = 1; level <= depth; level++)
        {
            var child = source.Sizes.Offset + records + all[level - 1];
            var inNode = Math.Max(room - child, 0) / (recordSize + child);
            most = Math.Min(((inNode + 1) * most) + inNode, long.MaxValue >> 32);
            all[level] = Width(most);
        }

        return (records, all);
    }

    private static int Width(long number) => (System.Numerics.BitOperations.Log2((ulong)Math.Max(number, 1)) / 8) + 1;
}
