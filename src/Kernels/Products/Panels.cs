using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Packs pieces of plain matrices for the <see cref="Microkernel"/>. A matrix is an address, a stride between rows and a stride between columns, one of which is 1.</summary>
internal static unsafe class Panels
{
    /// <summary>One left micropanel: up to MR rows, `depth` columns → [depth / L][MR][L], zeros beyond both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackLeft<TLane>(float* from, long rowStride, long columnStride, int rows, int depth, float* to) where TLane : unmanaged, ILane<TLane>
    {
        var blocks = (depth + TLane.Count - 1) / TLane.Count;
        if (rows < TLane.Rows || depth % TLane.Count != 0)
        {
            new Span<float>(to, blocks * TLane.Rows * TLane.Count).Clear();
        }

        for (var block = 0; block < blocks; block++, to += TLane.Rows * TLane.Count)
        {
            var start = from + (block * TLane.Count * columnStride);
            var width = Math.Min(TLane.Count, depth - (block * TLane.Count));
            if (columnStride == 1 && width == TLane.Count)
            {
                for (var row = 0; row < rows; row++)
                {
                    TLane.Store(TLane.Load(start + (row * rowStride)), to + (row * TLane.Count));
                }
            }
            else
            {
                // Transposed, or the last few columns: rows are the contiguous axis of one of the two, and both blocks fit L1.
                for (var k = 0; k < width; k++)
                {
                    for (var row = 0; row < rows; row++)
                    {
                        to[(row * TLane.Count) + k] = start[(row * rowStride) + (k * columnStride)];
                    }
                }
            }
        }
    }

    /// <summary>One right micropanel: `rows` rows of up to 2·L columns → [rows][2L], zeros beyond the columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRight<TLane>(float* from, long rowStride, long columnStride, int rows, int columns, float* to) where TLane : unmanaged, ILane<TLane>
    {
        var nr = 2 * TLane.Count;
        if (columns < nr)
        {
            new Span<float>(to, rows * nr).Clear();
        }

        if (columnStride != 1)
        {
            TransposeRight<TLane>(from, rowStride, columnStride, rows, columns, to);
            return;
        }

        for (var k = 0; k < rows; k++, from += rowStride, to += nr)
        {
            if (columns == nr)
            {
                TLane.Store(TLane.Load(from), to);
                TLane.Store(TLane.Load(from + TLane.Count), to + TLane.Count);
            }
            else
            {
                new ReadOnlySpan<float>(from, columns).CopyTo(new Span<float>(to, columns));
            }
        }
    }

    // Rows are the contiguous axis here: 16 of them are read from one cache line a column and written within 16 panel rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeRight<TLane>(float* from, long rowStride, long columnStride, int rows, int columns, float* to) where TLane : unmanaged, ILane<TLane>
    {
        for (var first = 0; first < rows; first += 16)
        {
            var end = Math.Min(rows, first + 16);
            for (var j = 0; j < columns; j++)
            {
                for (var k = first; k < end; k++)
                {
                    to[(k * 2L * TLane.Count) + j] = from[(k * rowStride) + (j * columnStride)];
                }
            }
        }
    }
}
