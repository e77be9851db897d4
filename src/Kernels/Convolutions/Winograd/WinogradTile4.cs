using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>F(4x4, 3x3): 4x4 outputs from a 6x6 patch with 36 products in place of 144.</summary>
/// <remarks>
/// Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016, https://arxiv.org/abs/1509.09308; points 0, 1, −1, 2, −2, ∞.
/// <code>
///      | 4  0 −5  0  1  0 |        |  1/4    0    0  |
///      | 0 −4 −4  1  1  0 |        | −1/6 −1/6 −1/6 |         | 1  1  1  1  1  0 |
/// Bᵀ = | 0  4 −4 −1  1  0 |    G = | −1/6  1/6 −1/6 |    Aᵀ = | 0  1 −1  2 −2  0 |
///      | 0 −2 −1  2  1  0 |        | 1/24 1/12  1/6 |         | 0  1  1  4  4  0 |
///      | 0  2 −1 −2  1  0 |        | 1/24 −1/12 1/6 |         | 0  1 −1  8 −8  1 |
///      | 0  4  0 −5  0  1 |        |   0    0    1  |
/// </code>
/// Lane = channel. The left matrix comes first. A transform makes one row of the result at a time, or two that share their sums: at most six vectors a row, which stay in registers and go
/// through the right matrix at once; inputs that several rows read are read again. Only the input's 36 vectors go through a buffer in the first-level cache: nearly all of them take part in every row.
/// </remarks>
internal readonly unsafe struct WinogradTile4 : IWinogradTile
{
    private const int N = 6;

    /// <inheritdoc/>
    public static string Name => "F(4x4,3x3)";

    /// <inheritdoc/>
    public static int Size => 4;

    /// <inheritdoc/>
    public static int Patch => N;

    /// <inheritdoc/>
    public static int Positions => N * N;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<TLane>(float* from, long strideH, long strideW, float* buffer, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        for (var x = 0; x < N; x++)
        {
            InputLine<TLane>(from + (x * strideW), strideH, buffer + (x * TLane.Count), N * TLane.Count);
        }

        for (var i = 0; i < N; i++)
        {
            InputLine<TLane>(buffer + (i * N * TLane.Count), TLane.Count, to + (i * N * stride), stride);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TLane, TEnd>(float* from, long stride, TEnd end, float* to, long strideH, long strideW, float* buffer)
        where TLane : unmanaged, ILane<TLane>
        where TEnd : struct, IWinogradEnd<TLane>
    {
        OutputPair<TLane, TEnd, OutputSums<TLane>>(from, stride, end, to, to + (2 * strideH), strideW);
        OutputPair<TLane, TEnd, OutputDifferences<TLane>>(from, stride, end, to + strideH, to + (3 * strideH), strideW);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights<TLane>(float* from, long strideH, long strideW, float* to, long stride, float* buffer) where TLane : unmanaged, ILane<TLane>
    {
        var line = N * stride;
        var quarter = TLane.Broadcast(1f / 4);
        var bottom = from + (2 * strideH);
        WeightsLine(quarter * TLane.Load(from), quarter * TLane.Load(from + strideW), quarter * TLane.Load(from + (2 * strideW)), to, stride);
        WeightsLine(TLane.Load(bottom), TLane.Load(bottom + strideW), TLane.Load(bottom + (2 * strideW)), to + (5 * line), stride);

        TLane a0, a1, a2, b0, b1, b2;
        WeightsNear(from, strideH, out a0, out b0);
        WeightsNear(from + strideW, strideH, out a1, out b1);
        WeightsNear(from + (2 * strideW), strideH, out a2, out b2);
        WeightsLine(a0, a1, a2, to + line, stride);
        WeightsLine(b0, b1, b2, to + (2 * line), stride);

        WeightsFar(from, strideH, out a0, out b0);
        WeightsFar(from + strideW, strideH, out a1, out b1);
        WeightsFar(from + (2 * strideW), strideH, out a2, out b2);
        WeightsLine(a0, a1, a2, to + (3 * line), stride);
        WeightsLine(b0, b1, b2, to + (4 * line), stride);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputGradient<TLane>(float* from, long strideH, long strideW, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        var line = N * stride;
        var bottom = from + (3 * strideH);
        GradientLine(TLane.Load(from), TLane.Load(from + strideW), TLane.Load(from + (2 * strideW)), TLane.Load(from + (3 * strideW)), to, stride);
        GradientLine(TLane.Load(bottom), TLane.Load(bottom + strideW), TLane.Load(bottom + (2 * strideW)), TLane.Load(bottom + (3 * strideW)), to + (5 * line), stride);

        TLane a0, a1, a2, a3, b0, b1, b2, b3;
        GradientNear(from, strideH, out a0, out b0);
        GradientNear(from + strideW, strideH, out a1, out b1);
        GradientNear(from + (2 * strideW), strideH, out a2, out b2);
        GradientNear(from + (3 * strideW), strideH, out a3, out b3);
        GradientLine(a0, a1, a2, a3, to + line, stride);
        GradientLine(b0, b1, b2, b3, to + (2 * line), stride);

        GradientFar(from, strideH, out a0, out b0);
        GradientFar(from + strideW, strideH, out a1, out b1);
        GradientFar(from + (2 * strideW), strideH, out a2, out b2);
        GradientFar(from + (3 * strideW), strideH, out a3, out b3);
        GradientLine(a0, a1, a2, a3, to + (3 * line), stride);
        GradientLine(b0, b1, b2, b3, to + (4 * line), stride);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightsGradient<TLane>(float* from, long stride, float* to, float* buffer) where TLane : unmanaged, ILane<TLane>
    {
        TLane a0, a1, a2, a3, a4, a5, b0, b1, b2, b3, b4, b5;
        TapsOuter(from, stride, out a0, out b0);
        TapsOuter(from + stride, stride, out a1, out b1);
        TapsOuter(from + (2 * stride), stride, out a2, out b2);
        TapsOuter(from + (3 * stride), stride, out a3, out b3);
        TapsOuter(from + (4 * stride), stride, out a4, out b4);
        TapsOuter(from + (5 * stride), stride, out a5, out b5);
        TapsLine(a0, a1, a2, a3, a4, a5, to);
        TapsLine(b0, b1, b2, b3, b4, b5, to + (6 * TLane.Count));
        TapsLine(TapsInner<TLane>(from, stride), TapsInner<TLane>(from + stride, stride), TapsInner<TLane>(from + (2 * stride), stride), TapsInner<TLane>(from + (3 * stride), stride),
            TapsInner<TLane>(from + (4 * stride), stride), TapsInner<TLane>(from + (5 * stride), stride), to + (3 * TLane.Count));
    }

    // Bᵀ times a line of six vectors in memory. Rows 1 and 2, and rows 3 and 4, share their even and their odd part.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputLine<TLane>(float* from, long step, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        TLane two = TLane.Broadcast(2), four = TLane.Broadcast(4), minusFour = TLane.Broadcast(-4), minusFive = TLane.Broadcast(-5);
        TLane d0 = TLane.Load(from), d1 = TLane.Load(from + step), d2 = TLane.Load(from + (2 * step));
        TLane d3 = TLane.Load(from + (3 * step)), d4 = TLane.Load(from + (4 * step)), d5 = TLane.Load(from + (5 * step));

        TLane.Store(TLane.MultiplyAdd(four, d0, TLane.MultiplyAdd(minusFive, d2, d4)), to);
        TLane even = TLane.MultiplyAdd(minusFour, d2, d4), odd = TLane.MultiplyAdd(minusFour, d1, d3);
        TLane.Store(even + odd, to + stride);
        TLane.Store(even - odd, to + (2 * stride));
        even = d4 - d2;
        odd = two * (d3 - d1);
        TLane.Store(even + odd, to + (3 * stride));
        TLane.Store(even - odd, to + (4 * stride));
        TLane.Store(TLane.MultiplyAdd(four, d1, TLane.MultiplyAdd(minusFive, d3, d5)), to + (5 * stride));
    }

    // Rows 0 and 2 of Aᵀ, which read the sums of two pairs of rows, or rows 1 and 3, which read their differences.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OutputPair<TLane, TEnd, TPair>(float* from, long stride, TEnd end, float* upper, float* lower, long strideW)
        where TLane : unmanaged, ILane<TLane>
        where TEnd : struct, IWinogradEnd<TLane>
        where TPair : struct, IOutputPair<TLane>
    {
        TPair.Of(from, N * stride, out var a0, out var b0);
        TPair.Of(from + stride, N * stride, out var a1, out var b1);
        TPair.Of(from + (2 * stride), N * stride, out var a2, out var b2);
        TPair.Of(from + (3 * stride), N * stride, out var a3, out var b3);
        TPair.Of(from + (4 * stride), N * stride, out var a4, out var b4);
        TPair.Of(from + (5 * stride), N * stride, out var a5, out var b5);
        OutputLine(a0, a1, a2, a3, a4, a5, end, upper, strideW);
        OutputLine(b0, b1, b2, b3, b4, b5, end, lower, strideW);
    }

    // Aᵀ times a line of six vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputLine<TLane, TEnd>(TLane m0, TLane m1, TLane m2, TLane m3, TLane m4, TLane m5, TEnd end, float* to, long stride)
        where TLane : unmanaged, ILane<TLane>
        where TEnd : struct, IWinogradEnd<TLane>
    {
        TLane sum = m1 + m2, difference = m1 - m2, wideSum = m3 + m4, wideDifference = m3 - m4;
        TLane.Store(end.Of(m0 + sum + wideSum), to);
        TLane.Store(end.Of(TLane.MultiplyAdd(TLane.Broadcast(2), wideDifference, difference)), to + stride);
        TLane.Store(end.Of(TLane.MultiplyAdd(TLane.Broadcast(4), wideSum, sum)), to + (2 * stride));
        TLane.Store(end.Of(TLane.MultiplyAdd(TLane.Broadcast(8), wideDifference, difference) + m5), to + (3 * stride));
    }

    // Rows 1 and 2 of G.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightsNear<TLane>(float* from, long step, out TLane row1, out TLane row2) where TLane : unmanaged, ILane<TLane> =>
        WeightsNear(TLane.Load(from), TLane.Load(from + step), TLane.Load(from + (2 * step)), out row1, out row2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightsNear<TLane>(TLane w0, TLane w1, TLane w2, out TLane row1, out TLane row2) where TLane : unmanaged, ILane<TLane>
    {
        TLane minusSixth = TLane.Broadcast(-1f / 6), outer = w0 + w2;
        (row1, row2) = (minusSixth * (outer + w1), minusSixth * (outer - w1));
    }

    // Rows 3 and 4 of G.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightsFar<TLane>(float* from, long step, out TLane row3, out TLane row4) where TLane : unmanaged, ILane<TLane> =>
        WeightsFar(TLane.Load(from), TLane.Load(from + step), TLane.Load(from + (2 * step)), out row3, out row4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightsFar<TLane>(TLane w0, TLane w1, TLane w2, out TLane row3, out TLane row4) where TLane : unmanaged, ILane<TLane>
    {
        TLane even = TLane.MultiplyAdd(TLane.Broadcast(1f / 24), w0, TLane.Broadcast(1f / 6) * w2), odd = TLane.Broadcast(1f / 12) * w1;
        (row3, row4) = (even + odd, even - odd);
    }

    // G times a line of three vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightsLine<TLane>(TLane w0, TLane w1, TLane w2, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        TLane.Store(TLane.Broadcast(1f / 4) * w0, to);
        WeightsNear(w0, w1, w2, out var row1, out var row2);
        TLane.Store(row1, to + stride);
        TLane.Store(row2, to + (2 * stride));
        WeightsFar(w0, w1, w2, out row1, out row2);
        TLane.Store(row1, to + (3 * stride));
        TLane.Store(row2, to + (4 * stride));
        TLane.Store(w2, to + (5 * stride));
    }

    // Rows 1 and 2 of A.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientNear<TLane>(float* from, long step, out TLane row1, out TLane row2) where TLane : unmanaged, ILane<TLane>
    {
        TLane even = TLane.Load(from) + TLane.Load(from + (2 * step)), odd = TLane.Load(from + step) + TLane.Load(from + (3 * step));
        (row1, row2) = (even + odd, even - odd);
    }

    // Rows 3 and 4 of A.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientFar<TLane>(float* from, long step, out TLane row3, out TLane row4) where TLane : unmanaged, ILane<TLane>
    {
        var four = TLane.Broadcast(4);
        TLane even = TLane.MultiplyAdd(four, TLane.Load(from + (2 * step)), TLane.Load(from));
        TLane odd = TLane.Broadcast(2) * TLane.MultiplyAdd(four, TLane.Load(from + (3 * step)), TLane.Load(from + step));
        (row3, row4) = (even + odd, even - odd);
    }

    // A times a line of four vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientLine<TLane>(TLane d0, TLane d1, TLane d2, TLane d3, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        var four = TLane.Broadcast(4);
        TLane.Store(d0, to);
        TLane even = d0 + d2, odd = d1 + d3;
        TLane.Store(even + odd, to + stride);
        TLane.Store(even - odd, to + (2 * stride));
        even = TLane.MultiplyAdd(four, d2, d0);
        odd = TLane.Broadcast(2) * TLane.MultiplyAdd(four, d3, d1);
        TLane.Store(even + odd, to + (3 * stride));
        TLane.Store(even - odd, to + (4 * stride));
        TLane.Store(d3, to + (5 * stride));
    }

    // Rows 0 and 2 of Gᵀ.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TapsOuter<TLane>(float* from, long stride, out TLane row0, out TLane row2) where TLane : unmanaged, ILane<TLane>
    {
        var line = N * stride;
        Taps(TLane.Load(from), TLane.Load(from + line), TLane.Load(from + (2 * line)), TLane.Load(from + (3 * line)), TLane.Load(from + (4 * line)), TLane.Load(from + (5 * line)), out row0, out row2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Taps<TLane>(TLane u0, TLane u1, TLane u2, TLane u3, TLane u4, TLane u5, out TLane row0, out TLane row2) where TLane : unmanaged, ILane<TLane>
    {
        TLane sixth = TLane.Broadcast(1f / 6), sum = sixth * (u1 + u2), wideSum = u3 + u4;
        row0 = TLane.MultiplyAdd(TLane.Broadcast(1f / 4), u0, TLane.MultiplyAdd(TLane.Broadcast(1f / 24), wideSum, TLane.Zero - sum));
        row2 = TLane.MultiplyAdd(sixth, wideSum, u5) - sum;
    }

    // Row 1 of Gᵀ.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane TapsInner<TLane>(float* from, long stride) where TLane : unmanaged, ILane<TLane>
    {
        var line = N * stride;
        return TapsInner(TLane.Load(from + line), TLane.Load(from + (2 * line)), TLane.Load(from + (3 * line)), TLane.Load(from + (4 * line)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane TapsInner<TLane>(TLane u1, TLane u2, TLane u3, TLane u4) where TLane : unmanaged, ILane<TLane> =>
        TLane.MultiplyAdd(TLane.Broadcast(1f / 12), u3 - u4, TLane.Broadcast(1f / 6) * (u2 - u1));

    // Gᵀ times a line of six vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TapsLine<TLane>(TLane u0, TLane u1, TLane u2, TLane u3, TLane u4, TLane u5, float* to) where TLane : unmanaged, ILane<TLane>
    {
        Taps(u0, u1, u2, u3, u4, u5, out var first, out var last);
        TLane.Store(first, to);
        TLane.Store(TapsInner(u1, u2, u3, u4), to + TLane.Count);
        TLane.Store(last, to + (2 * TLane.Count));
    }

    // Two rows of Aᵀ times one column, its rows `line` apart.
    private interface IOutputPair<TLane> where TLane : unmanaged, ILane<TLane>
    {
        static abstract void Of(float* from, long line, out TLane upper, out TLane lower);
    }

    private readonly struct OutputSums<TLane> : IOutputPair<TLane> where TLane : unmanaged, ILane<TLane>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Of(float* from, long line, out TLane upper, out TLane lower)
        {
            TLane sum = TLane.Load(from + line) + TLane.Load(from + (2 * line)), wideSum = TLane.Load(from + (3 * line)) + TLane.Load(from + (4 * line));
            upper = TLane.Load(from) + sum + wideSum;
            lower = TLane.MultiplyAdd(TLane.Broadcast(4), wideSum, sum);
        }
    }

    private readonly struct OutputDifferences<TLane> : IOutputPair<TLane> where TLane : unmanaged, ILane<TLane>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Of(float* from, long line, out TLane upper, out TLane lower)
        {
            TLane difference = TLane.Load(from + line) - TLane.Load(from + (2 * line)), wideDifference = TLane.Load(from + (3 * line)) - TLane.Load(from + (4 * line));
            upper = TLane.MultiplyAdd(TLane.Broadcast(2), wideDifference, difference);
            lower = TLane.MultiplyAdd(TLane.Broadcast(8), wideDifference, difference) + TLane.Load(from + (5 * line));
        }
    }
}
