using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Packs pieces of plain matrices for the <see cref="Microkernel"/>. A matrix is an address, a stride between rows and a stride between columns, one of which is 1.</summary>
internal static unsafe class Panels
{
    /// <summary>One left micropanel: up to MR rows, `depth` contiguous columns → [depth / L][MR][L], zeros beyond both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackLeft<TLane>(float* from, long rowStride, int rows, int depth, float* to) where TLane : unmanaged, ILane<TLane>
    {
        var blocks = (depth + TLane.Count - 1) / TLane.Count;
        if (rows < TLane.Rows)
        {
            new Span<float>(to, blocks * TLane.Rows * TLane.Count).Clear();
        }

        for (var row = 0; row < rows; row++, from += rowStride, to += TLane.Count)
        {
            var k = 0;
            var block = to;
            for (; k <= depth - TLane.Count; k += TLane.Count, block += TLane.Rows * TLane.Count)
            {
                TLane.Store(TLane.Load(from + k), block);
            }

            if (k < depth)
            {
                TLane.Store(TLane.LoadFirst(from + k, depth - k), block);
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
            TransposeRight<TLane>(from, columnStride, rows, columns, to);
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

    // Rows are the contiguous axis here (rowStride 1): 16 of them are read from one cache line a column and written within 16 panel rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeRight<TLane>(float* from, long columnStride, int rows, int columns, float* to) where TLane : unmanaged, ILane<TLane>
    {
        for (var first = 0; first < rows; first += 16)
        {
            var count = Math.Min(16, rows - first);
            var j = 0;
            for (; count == 16 && j <= columns - SquareBlock.Size; j += SquareBlock.Size)
            {
                float* column = from + first + (j * columnStride), at = to + (first * 2L * TLane.Count) + j;
                SquareBlock.Transpose(column, columnStride, at, 2 * TLane.Count);
                SquareBlock.Transpose(column + SquareBlock.Size, columnStride, at + (SquareBlock.Size * 2 * TLane.Count), 2 * TLane.Count);
            }

            for (; j < columns; j++)
            {
                float* column = from + first + (j * columnStride), at = to + (first * 2L * TLane.Count) + j;
                for (var k = 0; k < count; k++)
                {
                    at[k * 2 * TLane.Count] = column[k];
                }
            }
        }
    }
}
