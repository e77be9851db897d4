using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace UNetSharp.Kernels;

/// <summary>A block of 8x8 floats, rows and columns exchanged on the way: what packing and reordering come down to when the two sides run along different axes.</summary>
internal static unsafe class SquareBlock
{
    /// <summary>Rows, and columns, of a block.</summary>
    public const int Size = 8;

    /// <summary>to[column·<paramref name="toStride"/> + row] = from[row·<paramref name="fromStride"/> + column].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* from, long fromStride, float* to, long toStride)
    {
        if (!Avx.IsSupported)
        {
            Plain(from, fromStride, to, toStride);
            return;
        }

        // Pairs of rows, then fours: each half register holds four numbers of a column, of the upper or of the lower four rows. The last step joins the halves.
        Fours(from, fromStride, out var a0, out var a1, out var a2, out var a3);
        Fours(from + (4 * fromStride), fromStride, out var b0, out var b1, out var b2, out var b3);
        Avx.Permute2x128(a0, b0, 0x20).Store(to);
        Avx.Permute2x128(a1, b1, 0x20).Store(to + toStride);
        Avx.Permute2x128(a2, b2, 0x20).Store(to + (2 * toStride));
        Avx.Permute2x128(a3, b3, 0x20).Store(to + (3 * toStride));
        Avx.Permute2x128(a0, b0, 0x31).Store(to + (4 * toStride));
        Avx.Permute2x128(a1, b1, 0x31).Store(to + (5 * toStride));
        Avx.Permute2x128(a2, b2, 0x31).Store(to + (6 * toStride));
        Avx.Permute2x128(a3, b3, 0x31).Store(to + (7 * toStride));
    }

    // Of four rows: register i holds their column i in its lower half and their column i + 4 in its upper half.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fours(float* from, long stride, out Vector256<float> c0, out Vector256<float> c1, out Vector256<float> c2, out Vector256<float> c3)
    {
        Vector256<float> r0 = Vector256.Load(from), r1 = Vector256.Load(from + stride), r2 = Vector256.Load(from + (2 * stride)), r3 = Vector256.Load(from + (3 * stride));
        Vector256<float> low = Avx.UnpackLow(r0, r1), high = Avx.UnpackHigh(r0, r1), nextLow = Avx.UnpackLow(r2, r3), nextHigh = Avx.UnpackHigh(r2, r3);
        c0 = Avx.Shuffle(low, nextLow, 0x44);
        c1 = Avx.Shuffle(low, nextLow, 0xEE);
        c2 = Avx.Shuffle(high, nextHigh, 0x44);
        c3 = Avx.Shuffle(high, nextHigh, 0xEE);
    }

    private static void Plain(float* from, long fromStride, float* to, long toStride)
    {
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                to[(column * toStride) + row] = from[(row * fromStride) + column];
            }
        }
    }
}
