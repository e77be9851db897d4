using System.Numerics;

namespace UNetSharp.ModelFiles;

/// <summary>A fractal heap, in which large groups keep their links and objects with many attributes keep these: section III.G of the specification.</summary>
/// <remarks>
/// An address space of its own, cut into blocks that grow: the first two rows of a table have blocks of one size, each further row blocks of twice the size of the row before. Beyond the largest size a row leads
/// to tables of the same kind.
/// </remarks>
internal sealed class Hdf5FractalHeap
{
    // Far beyond what any file has, and small enough for sums of sizes to fit 63 bits.
    private const int Deepest = 16, MostRows = 28, MostColumns = 1 << 10, LargestFirst = 1 << 20;

    private readonly Hdf5Source source;
    private readonly int offsetBytes, lengthBytes, width, directRows, rows;
    private readonly long firstSize, root;

    /// <summary>Reads the header.</summary>
    public Hdf5FractalHeap(Hdf5Source source, long address)
    {
        this.source = source;
        var (offset, length) = source.Sizes;
        var header = source.UpTo(address, 26 + (12 * length) + (3 * offset));
        header.Require("FRHP");
        header.Skip(3);
        if (header.Word() > 0) throw new InvalidDataException($"{source.Path}: the heap at byte {address} was written through filters, which are not read: write the file again with h5py's defaults.");
        header.Skip(1);
        var largestObject = header.Count();
        header.Skip((10 * length) + (2 * offset)); // huge objects, free space, counts of objects
        width = header.Word();
        (firstSize, var largest) = (header.Length(), header.Length());
        var bits = header.Word();
        header.Skip(2);
        (root, rows) = (header.Offset(), header.Word());
        if (width is < 1 or > MostColumns || firstSize is < 1 or > LargestFirst || largest < firstSize || rows > MostRows || bits is < 1 or > 64) throw header.Wrong($"a heap of {width} blocks of {firstSize} to {largest} bytes in a row");
        (offsetBytes, lengthBytes) = ((bits + 7) / 8, Math.Min(Width(largest), Width(largestObject)));
        directRows = BitOperations.Log2((ulong)largest) - BitOperations.Log2((ulong)firstSize) + 2;
    }

    /// <summary>The object of an identity, as records have it; null for one so large that it lies outside the blocks.</summary>
    public Hdf5Bytes? Object(Hdf5Bytes identity)
    {
        if ((identity.Byte() >> 4 & 3) != 0) return null;
        var (at, length) = ((long)Math.Min(identity.Number(offsetBytes), long.MaxValue), identity.Count(lengthBytes));
        return source.At(Address(identity, at), length);
    }

    // A block's own header counts among its bytes.
    private long Address(Hdf5Bytes identity, long at)
    {
        if (rows == 0) return root + at;
        var (block, blockRows, start) = (root, rows, 0L);
        for (var depth = 0; depth < Deepest; depth++)
        {
            var (row, before) = (0, start);
            while (row < Math.Min(blockRows, MostRows) && at - before >= width * Size(row)) before += width * Size(row++);
            if (row >= Math.Min(blockRows, MostRows)) break;
            var column = (at - before) / Size(row);
            var children = 5 + source.Sizes.Offset + offsetBytes;
            block = source.At(block + children + (((row * (long)width) + column) * source.Sizes.Offset), source.Sizes.Offset).Offset();
            start = before + (column * Size(row));
            if (row < directRows) return block + (at - start);
            blockRows = BitOperations.Log2((ulong)Size(row)) - BitOperations.Log2((ulong)(firstSize * width)) + 1;
        }

        throw identity.Wrong($"an object at {at} of a heap that ends before");
    }

    private long Size(int row) => firstSize << Math.Max(row - 1, 0);

    private static int Width(long number) => (BitOperations.Log2((ulong)Math.Max(number, 1)) / 8) + 1;
}
