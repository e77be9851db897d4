using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The one product that nearly all arithmetic comes down to: a microtile C[MR, NR] = A[MR, K] · B[K, NR], kept in registers while k runs.</summary>
/// <remarks>
/// With L lanes: MR = <see cref="ILane{TSelf}.Rows"/> rows, NR = 2·L columns.
/// <code>
/// A micropanel   [K/L][MR][L]   element (r, k) at (k / L)·MR·L + r·L + k mod L: within a block of L every broadcast has a constant offset,
///                               which the compiler folds into the instruction, and a packer stores whole vectors (a pixel's L channels).
/// or, transposed [K][MR…]       element (r, k) at k·step + r: A is a matrix [K, M] in memory, read as it is; again constant offsets.
/// B micropanel   [K][2·L]       two vectors for each k.
/// C microtile    [MR][2·L]      rows apart by a stride of the caller's.
/// </code>
/// In the packed form K is a multiple of L: packers fill up with zeros. Transposed, K is any number.
/// Per k: 2 loads, MR broadcasts, 2·MR fused multiply-adds, the last being what the machine's peak counts.
/// The address of A is a pointer that moves plus constants, never an index: an index costs two more instructions a row, and with them a fifth of the speed.
/// The scalar code it equals: for k, for r, for j: c[r·stride + j] += a[r, k] · b[k, j], in the order of k.
/// </remarks>
public static unsafe class Microkernel
{
    // Floats of A, and so cycles, between asking for a line and reading it. Winograd's packed micropanels lie behind one another and are read once, from beyond the first-level cache; left to itself the
    // processor foresees no more of them than the rest of a page of 4 KB. Distances of 96 to 768 do as well within some percent.
    private const int Ahead = 384;

    /// <summary>C = A·B, or C += A·B.</summary>
    /// <param name="blocks">K / L.</param>
    /// <param name="a">A micropanel.</param>
    /// <param name="b">B micropanel.</param>
    /// <param name="c">C microtile.</param>
    /// <param name="stride">Floats between rows of C.</param>
    /// <param name="accumulate">Whether to add to what C holds.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Run<TLane>(int blocks, float* a, float* b, float* c, long stride, bool accumulate) where TLane : unmanaged, ILane<TLane>
    {
        if (TLane.Rows == 14)
        {
            Run14<TLane, Packed<TLane>>(new(blocks, TLane.Count, 1, 13 * TLane.Count), 1, 0, a, b, c, stride, accumulate);
        }
        else
        {
            Run6<TLane, Packed<TLane>>(new(blocks, TLane.Count, 1, 5 * TLane.Count), 1, 0, a, b, c, stride, accumulate);
        }
    }

    /// <summary>C = Σ A·B, or C += Σ A·B, over segments of A that do not lie behind one another, as those of B do.</summary>
    /// <param name="segments">How many, at least 1.</param>
    /// <param name="distance">Floats from one segment of A to the next.</param>
    /// <param name="blocks">K / L of one segment.</param>
    /// <param name="a">A micropanel of the first segment.</param>
    /// <param name="b">B micropanels, one behind the other.</param>
    /// <param name="c">C microtile.</param>
    /// <param name="stride">Floats between rows of C.</param>
    /// <param name="accumulate">Whether to add to what C holds.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void RunSegments<TLane>(int segments, long distance, int blocks, float* a, float* b, float* c, long stride, bool accumulate) where TLane : unmanaged, ILane<TLane>
    {
        var rest = distance - ((long)blocks * TLane.Rows * TLane.Count);
        if (TLane.Rows == 14)
        {
            Run14<TLane, Segments<TLane>>(new(blocks, TLane.Count, 1, 13 * TLane.Count), segments, rest, a, b, c, stride, accumulate);
        }
        else
        {
            Run6<TLane, Segments<TLane>>(new(blocks, TLane.Count, 1, 5 * TLane.Count), segments, rest, a, b, c, stride, accumulate);
        }
    }

    /// <summary>C = Aᵀ·B, or C += Aᵀ·B, for A in memory as [K, M].</summary>
    /// <param name="k">K, at least 1.</param>
    /// <param name="a">The first of MR neighbouring columns of A.</param>
    /// <param name="step">Floats between rows of A.</param>
    /// <param name="b">B micropanel.</param>
    /// <param name="c">C microtile.</param>
    /// <param name="stride">Floats between rows of C.</param>
    /// <param name="accumulate">Whether to add to what C holds.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void RunTransposed<TLane>(int k, float* a, long step, float* b, float* c, long stride, bool accumulate) where TLane : unmanaged, ILane<TLane>
    {
        if (TLane.Rows == 14)
        {
            Run14<TLane, Transposed>(new(1, k, step, 0), 1, 0, a, b, c, stride, accumulate);
        }
        else
        {
            Run6<TLane, Transposed>(new(1, k, step, 0), 1, 0, a, b, c, stride, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run6<TLane, TLeft>(Walk walk, int segments, long rest, float* a, float* b, float* c, long stride, bool accumulate)
        where TLane : unmanaged, ILane<TLane>
        where TLeft : ILeft
    {
        // Named locals, not an array: the compiler gives each a register.
        TLane x0 = TLane.Zero, x1 = TLane.Zero, x2 = TLane.Zero, x3 = TLane.Zero, x4 = TLane.Zero, x5 = TLane.Zero;
        TLane y0 = TLane.Zero, y1 = TLane.Zero, y2 = TLane.Zero, y3 = TLane.Zero, y4 = TLane.Zero, y5 = TLane.Zero;

        int blocks = walk.Blocks, length = walk.Length;
        long step = walk.Step, jump = walk.Jump;
        do
        {
            for (var block = 0; block < blocks; block++, a += jump)
            {
                if (TLeft.IsPacked)
                {
                    AskFor<TLane>(a + Ahead);
                }

                for (var k = 0; k < length; k++)
                {
                    TLane left = TLane.Load(b), right = TLane.Load(b + TLane.Count), value;
                    value = TLane.Broadcast(a[0]); x0 = TLane.MultiplyAdd(value, left, x0); y0 = TLane.MultiplyAdd(value, right, y0);
                    value = TLane.Broadcast(a[TLeft.RowStride]); x1 = TLane.MultiplyAdd(value, left, x1); y1 = TLane.MultiplyAdd(value, right, y1);
                    value = TLane.Broadcast(a[2 * TLeft.RowStride]); x2 = TLane.MultiplyAdd(value, left, x2); y2 = TLane.MultiplyAdd(value, right, y2);
                    value = TLane.Broadcast(a[3 * TLeft.RowStride]); x3 = TLane.MultiplyAdd(value, left, x3); y3 = TLane.MultiplyAdd(value, right, y3);
                    value = TLane.Broadcast(a[4 * TLeft.RowStride]); x4 = TLane.MultiplyAdd(value, left, x4); y4 = TLane.MultiplyAdd(value, right, y4);
                    value = TLane.Broadcast(a[5 * TLeft.RowStride]); x5 = TLane.MultiplyAdd(value, left, x5); y5 = TLane.MultiplyAdd(value, right, y5);
                    a += step;
                    b += 2 * TLane.Count;
                }
            }

            a += rest;
        }
        while (TLeft.HasSegments && --segments > 0);

        Put(x0, y0, c, accumulate);
        Put(x1, y1, c + stride, accumulate);
        Put(x2, y2, c + (2 * stride), accumulate);
        Put(x3, y3, c + (3 * stride), accumulate);
        Put(x4, y4, c + (4 * stride), accumulate);
        Put(x5, y5, c + (5 * stride), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run14<TLane, TLeft>(Walk walk, int segments, long rest, float* a, float* b, float* c, long stride, bool accumulate)
        where TLane : unmanaged, ILane<TLane>
        where TLeft : ILeft
    {
        // Named locals, not an array: the compiler gives each a register.
        TLane x0 = TLane.Zero, x1 = TLane.Zero, x2 = TLane.Zero, x3 = TLane.Zero, x4 = TLane.Zero, x5 = TLane.Zero, x6 = TLane.Zero, x7 = TLane.Zero, x8 = TLane.Zero, x9 = TLane.Zero, x10 = TLane.Zero, x11 = TLane.Zero, x12 = TLane.Zero, x13 = TLane.Zero;
        TLane y0 = TLane.Zero, y1 = TLane.Zero, y2 = TLane.Zero, y3 = TLane.Zero, y4 = TLane.Zero, y5 = TLane.Zero, y6 = TLane.Zero, y7 = TLane.Zero, y8 = TLane.Zero, y9 = TLane.Zero, y10 = TLane.Zero, y11 = TLane.Zero, y12 = TLane.Zero, y13 = TLane.Zero;

        int blocks = walk.Blocks, length = walk.Length;
        long step = walk.Step, jump = walk.Jump;
        do
        {
            for (var block = 0; block < blocks; block++, a += jump)
            {
                if (TLeft.IsPacked)
                {
                    AskFor<TLane>(a + Ahead);
                }

                for (var k = 0; k < length; k++)
                {
                    TLane left = TLane.Load(b), right = TLane.Load(b + TLane.Count), value;
                    value = TLane.Broadcast(a[0]); x0 = TLane.MultiplyAdd(value, left, x0); y0 = TLane.MultiplyAdd(value, right, y0);
                    value = TLane.Broadcast(a[TLeft.RowStride]); x1 = TLane.MultiplyAdd(value, left, x1); y1 = TLane.MultiplyAdd(value, right, y1);
                    value = TLane.Broadcast(a[2 * TLeft.RowStride]); x2 = TLane.MultiplyAdd(value, left, x2); y2 = TLane.MultiplyAdd(value, right, y2);
                    value = TLane.Broadcast(a[3 * TLeft.RowStride]); x3 = TLane.MultiplyAdd(value, left, x3); y3 = TLane.MultiplyAdd(value, right, y3);
                    value = TLane.Broadcast(a[4 * TLeft.RowStride]); x4 = TLane.MultiplyAdd(value, left, x4); y4 = TLane.MultiplyAdd(value, right, y4);
                    value = TLane.Broadcast(a[5 * TLeft.RowStride]); x5 = TLane.MultiplyAdd(value, left, x5); y5 = TLane.MultiplyAdd(value, right, y5);
                    value = TLane.Broadcast(a[6 * TLeft.RowStride]); x6 = TLane.MultiplyAdd(value, left, x6); y6 = TLane.MultiplyAdd(value, right, y6);
                    value = TLane.Broadcast(a[7 * TLeft.RowStride]); x7 = TLane.MultiplyAdd(value, left, x7); y7 = TLane.MultiplyAdd(value, right, y7);
                    value = TLane.Broadcast(a[8 * TLeft.RowStride]); x8 = TLane.MultiplyAdd(value, left, x8); y8 = TLane.MultiplyAdd(value, right, y8);
                    value = TLane.Broadcast(a[9 * TLeft.RowStride]); x9 = TLane.MultiplyAdd(value, left, x9); y9 = TLane.MultiplyAdd(value, right, y9);
                    value = TLane.Broadcast(a[10 * TLeft.RowStride]); x10 = TLane.MultiplyAdd(value, left, x10); y10 = TLane.MultiplyAdd(value, right, y10);
                    value = TLane.Broadcast(a[11 * TLeft.RowStride]); x11 = TLane.MultiplyAdd(value, left, x11); y11 = TLane.MultiplyAdd(value, right, y11);
                    value = TLane.Broadcast(a[12 * TLeft.RowStride]); x12 = TLane.MultiplyAdd(value, left, x12); y12 = TLane.MultiplyAdd(value, right, y12);
                    value = TLane.Broadcast(a[13 * TLeft.RowStride]); x13 = TLane.MultiplyAdd(value, left, x13); y13 = TLane.MultiplyAdd(value, right, y13);
                    a += step;
                    b += 2 * TLane.Count;
                }
            }

            a += rest;
        }
        while (TLeft.HasSegments && --segments > 0);

        Put(x0, y0, c, accumulate);
        Put(x1, y1, c + stride, accumulate);
        Put(x2, y2, c + (2 * stride), accumulate);
        Put(x3, y3, c + (3 * stride), accumulate);
        Put(x4, y4, c + (4 * stride), accumulate);
        Put(x5, y5, c + (5 * stride), accumulate);
        Put(x6, y6, c + (6 * stride), accumulate);
        Put(x7, y7, c + (7 * stride), accumulate);
        Put(x8, y8, c + (8 * stride), accumulate);
        Put(x9, y9, c + (9 * stride), accumulate);
        Put(x10, y10, c + (10 * stride), accumulate);
        Put(x11, y11, c + (11 * stride), accumulate);
        Put(x12, y12, c + (12 * stride), accumulate);
        Put(x13, y13, c + (13 * stride), accumulate);
    }

    // A block of a packed micropanel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AskFor<TLane>(float* a) where TLane : unmanaged, ILane<TLane>
    {
        for (var at = 0; at < TLane.Rows * TLane.Count; at += Prefetch.LineFloats)
        {
            Prefetch.Line(a + at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TLane>(TLane left, TLane right, float* c, bool accumulate) where TLane : unmanaged, ILane<TLane>
    {
        if (accumulate)
        {
            left += TLane.Load(c);
            right += TLane.Load(c + TLane.Count);
        }

        TLane.Store(left, c);
        TLane.Store(right, c + TLane.Count);
    }

    // How k walks through a segment of A: Blocks times, Length steps of Step floats, then Jump floats more. No more than four fields: the compiler would build a larger struct in memory,
    // number by number, and read it back as one, which waits for the stores: 15 cycles a call.
    private readonly record struct Walk(int Blocks, int Length, long Step, long Jump);

    // What is constant for the compiler: floats between the rows of A, which become part of each broadcast's address, whether they are packed, and whether there is more than one segment.
    private interface ILeft
    {
        static abstract int RowStride { get; }

        static abstract bool IsPacked { get; }

        static abstract bool HasSegments { get; }
    }

    private readonly struct Packed<TLane> : ILeft where TLane : unmanaged, ILane<TLane>
    {
        public static int RowStride => TLane.Count;

        public static bool IsPacked => true;

        public static bool HasSegments => false;
    }

    private readonly struct Segments<TLane> : ILeft where TLane : unmanaged, ILane<TLane>
    {
        public static int RowStride => TLane.Count;

        public static bool IsPacked => true;

        public static bool HasSegments => true;
    }

    private readonly struct Transposed : ILeft
    {
        public static int RowStride => 1;

        public static bool IsPacked => false;

        public static bool HasSegments => false;
    }
}
