using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>F(6x6, 3x3): 6x6 outputs from an 8x8 patch with 64 products in place of 324.</summary>
/// <remarks>
/// Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016, https://arxiv.org/abs/1509.09308; points 0, 1, −1, 2, −2, 1/2, −1/2, ∞.
/// <code>
///      | 1   0   −21/4   0     21/4   0   −1  0 |        |   1      0     0   |
///      | 0   1     1   −17/4  −17/4   1    1  0 |        | −2/9   −2/9  −2/9  |         | 1  1  1   1   1    1     1    0 |
///      | 0  −1     1    17/4  −17/4  −1    1  0 |        | −2/9    2/9  −2/9  |         | 0  1 −1   2  −2   1/2  −1/2   0 |
/// Bᵀ = | 0  1/2   1/4  −5/2   −5/4    2    1  0 |    G = | 1/90   1/45   2/45 |    Aᵀ = | 0  1  1   4   4   1/4   1/4   0 |
///      | 0 −1/2   1/4   5/2   −5/4   −2    1  0 |        | 1/90  −1/45   2/45 |         | 0  1 −1   8  −8   1/8  −1/8   0 |
///      | 0   2     4   −5/2    −5    1/2   1  0 |        | 32/45  16/45  8/45 |         | 0  1  1  16  16  1/16  1/16   0 |
///      | 0  −2     4    5/2    −5   −1/2   1  0 |        | 32/45 −16/45  8/45 |         | 0  1 −1  32 −32  1/32 −1/32   1 |
///      | 0  −1     0    21/4    0   −21/4  0  1 |        |   0      0     1   |
/// </code>
/// Lane = channel. The left matrix comes first; between the two passes the vectors lie in a buffer in the first-level cache. Rows of opposite points share their even and their odd part.
/// </remarks>
internal readonly unsafe struct WinogradTile6 : IWinogradTile
{
    private const int M = 6, N = 8;

    /// <inheritdoc/>
    public static string Name => "F(6x6,3x3)";

    /// <inheritdoc/>
    public static int Size => M;

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
        for (var j = 0; j < N; j++)
        {
            OutputLine<TLane, WinogradAsIs<TLane>>(from + (j * stride), N * stride, default, buffer + (j * TLane.Count), N * TLane.Count);
        }

        for (var y = 0; y < M; y++)
        {
            OutputLine<TLane, TEnd>(buffer + (y * N * TLane.Count), TLane.Count, end, to + (y * strideH), strideW);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights<TLane>(float* from, long strideH, long strideW, float* to, long stride, float* buffer) where TLane : unmanaged, ILane<TLane>
    {
        for (var x = 0; x < 3; x++)
        {
            WeightsLine<TLane>(from + (x * strideW), strideH, buffer + (x * TLane.Count), 3 * TLane.Count);
        }

        for (var i = 0; i < N; i++)
        {
            WeightsLine<TLane>(buffer + (i * 3 * TLane.Count), TLane.Count, to + (i * N * stride), stride);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputGradient<TLane>(float* from, long strideH, long strideW, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        var line = N * stride;
        GradientLine(Row<TLane>(from, 0, strideW), Row<TLane>(from, 1, strideW), Row<TLane>(from, 2, strideW), Row<TLane>(from, 3, strideW), Row<TLane>(from, 4, strideW), Row<TLane>(from, 5, strideW), to, stride);
        GradientPair<TLane, One<TLane>>(from, strideH, strideW, to + line, stride);
        GradientPair<TLane, Two<TLane>>(from, strideH, strideW, to + (3 * line), stride);
        GradientPair<TLane, Half<TLane>>(from, strideH, strideW, to + (5 * line), stride);
        from += (M - 1) * strideH;
        GradientLine(Row<TLane>(from, 0, strideW), Row<TLane>(from, 1, strideW), Row<TLane>(from, 2, strideW), Row<TLane>(from, 3, strideW), Row<TLane>(from, 4, strideW), Row<TLane>(from, 5, strideW), to + (7 * line), stride);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightsGradient<TLane>(float* from, long stride, float* to, float* buffer) where TLane : unmanaged, ILane<TLane>
    {
        for (var j = 0; j < N; j++)
        {
            TapsLine<TLane>(from + (j * stride), N * stride, buffer + (j * TLane.Count), N * TLane.Count);
        }

        for (var y = 0; y < 3; y++)
        {
            TapsLine<TLane>(buffer + (y * N * TLane.Count), TLane.Count, to + (y * 3 * TLane.Count), TLane.Count);
        }
    }

    // Bᵀ times a line of eight vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputLine<TLane>(float* from, long step, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        TLane d0 = TLane.Load(from), d1 = TLane.Load(from + step), d2 = TLane.Load(from + (2 * step)), d3 = TLane.Load(from + (3 * step));
        TLane d4 = TLane.Load(from + (4 * step)), d5 = TLane.Load(from + (5 * step)), d6 = TLane.Load(from + (6 * step)), d7 = TLane.Load(from + (7 * step));

        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(21f / 4), d4 - d2, d0 - d6), to);
        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(21f / 4), d3 - d5, d7 - d1), to + (7 * stride));

        TLane even = TLane.MultiplyAdd(TLane.Broadcast(-17f / 4), d4, d2 + d6), odd = TLane.MultiplyAdd(TLane.Broadcast(-17f / 4), d3, d1 + d5);
        TLane.Store(even + odd, to + stride);
        TLane.Store(even - odd, to + (2 * stride));

        even = TLane.MultiplyAdd(TLane.Broadcast(1f / 4), d2, TLane.MultiplyAdd(TLane.Broadcast(-5f / 4), d4, d6));
        odd = TLane.MultiplyAdd(TLane.Broadcast(1f / 4), d1, TLane.MultiplyAdd(TLane.Broadcast(-5f / 4), d3, d5));
        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(2), odd, even), to + (3 * stride));
        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(-2), odd, even), to + (4 * stride));

        even = TLane.MultiplyAdd(TLane.Broadcast(4), d2, TLane.MultiplyAdd(TLane.Broadcast(-5), d4, d6));
        odd = TLane.MultiplyAdd(TLane.Broadcast(4), d1, TLane.MultiplyAdd(TLane.Broadcast(-5), d3, d5));
        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(1f / 2), odd, even), to + (5 * stride));
        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(-1f / 2), odd, even), to + (6 * stride));
    }

    // Aᵀ times a line of eight vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputLine<TLane, TEnd>(float* from, long step, TEnd end, float* to, long stride)
        where TLane : unmanaged, ILane<TLane>
        where TEnd : struct, IWinogradEnd<TLane>
    {
        TLane m1 = TLane.Load(from + step), m2 = TLane.Load(from + (2 * step)), sum = m1 + m2, difference = m1 - m2;
        TLane m3 = TLane.Load(from + (3 * step)), m4 = TLane.Load(from + (4 * step)), wideSum = m3 + m4, wideDifference = m3 - m4;
        TLane m5 = TLane.Load(from + (5 * step)), m6 = TLane.Load(from + (6 * step)), nearSum = m5 + m6, nearDifference = m5 - m6;

        TLane.Store(end.Of(TLane.Load(from) + sum + (wideSum + nearSum)), to);
        TLane.Store(end.Of(TLane.MultiplyAdd(TLane.Broadcast(1f / 2), nearDifference, TLane.MultiplyAdd(TLane.Broadcast(2), wideDifference, difference))), to + stride);
        TLane.Store(end.Of(TLane.MultiplyAdd(TLane.Broadcast(1f / 4), nearSum, TLane.MultiplyAdd(TLane.Broadcast(4), wideSum, sum))), to + (2 * stride));
        TLane.Store(end.Of(TLane.MultiplyAdd(TLane.Broadcast(1f / 8), nearDifference, TLane.MultiplyAdd(TLane.Broadcast(8), wideDifference, difference))), to + (3 * stride));
        TLane.Store(end.Of(TLane.MultiplyAdd(TLane.Broadcast(1f / 16), nearSum, TLane.MultiplyAdd(TLane.Broadcast(16), wideSum, sum))), to + (4 * stride));
        TLane.Store(end.Of(TLane.MultiplyAdd(TLane.Broadcast(1f / 32), nearDifference, TLane.MultiplyAdd(TLane.Broadcast(32), wideDifference, difference)) + TLane.Load(from + (7 * step))), to + (5 * stride));
    }

    // G times a line of three vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightsLine<TLane>(float* from, long step, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        TLane w0 = TLane.Load(from), w1 = TLane.Load(from + step), w2 = TLane.Load(from + (2 * step));
        TLane.Store(w0, to);
        TLane.Store(w2, to + (7 * stride));

        TLane minus = TLane.Broadcast(-2f / 9), outer = w0 + w2;
        TLane.Store(minus * (outer + w1), to + stride);
        TLane.Store(minus * (outer - w1), to + (2 * stride));

        var even = TLane.MultiplyAdd(TLane.Broadcast(1f / 90), w0, TLane.Broadcast(2f / 45) * w2);
        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(1f / 45), w1, even), to + (3 * stride));
        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(-1f / 45), w1, even), to + (4 * stride));

        even = TLane.MultiplyAdd(TLane.Broadcast(32f / 45), w0, TLane.Broadcast(8f / 45) * w2);
        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(16f / 45), w1, even), to + (5 * stride));
        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(-16f / 45), w1, even), to + (6 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Row<TLane>(float* from, int at, long step) where TLane : unmanaged, ILane<TLane> => TLane.Load(from + (at * step));

    // The two rows of A that belong to a point and its opposite, one behind the other: twelve vectors that stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradientPair<TLane, TPoint>(float* from, long strideH, long strideW, float* to, long stride)
        where TLane : unmanaged, ILane<TLane>
        where TPoint : struct, IPoint<TLane>
    {
        GradientColumn<TLane, TPoint>(from, strideH, out var a0, out var b0);
        GradientColumn<TLane, TPoint>(from + strideW, strideH, out var a1, out var b1);
        GradientColumn<TLane, TPoint>(from + (2 * strideW), strideH, out var a2, out var b2);
        GradientColumn<TLane, TPoint>(from + (3 * strideW), strideH, out var a3, out var b3);
        GradientColumn<TLane, TPoint>(from + (4 * strideW), strideH, out var a4, out var b4);
        GradientColumn<TLane, TPoint>(from + (5 * strideW), strideH, out var a5, out var b5);
        GradientLine(a0, a1, a2, a3, a4, a5, to, stride);
        GradientLine(b0, b1, b2, b3, b4, b5, to + (N * stride), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientColumn<TLane, TPoint>(float* from, long step, out TLane row, out TLane opposite)
        where TLane : unmanaged, ILane<TLane>
        where TPoint : struct, IPoint<TLane> =>
        TPoint.Powers(TLane.Load(from), TLane.Load(from + step), TLane.Load(from + (2 * step)), TLane.Load(from + (3 * step)), TLane.Load(from + (4 * step)), TLane.Load(from + (5 * step)), out row, out opposite);

    // A times a line of six vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientLine<TLane>(TLane d0, TLane d1, TLane d2, TLane d3, TLane d4, TLane d5, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        TLane.Store(d0, to);
        One<TLane>.Powers(d0, d1, d2, d3, d4, d5, out var row, out var opposite);
        TLane.Store(row, to + stride);
        TLane.Store(opposite, to + (2 * stride));
        Two<TLane>.Powers(d0, d1, d2, d3, d4, d5, out row, out opposite);
        TLane.Store(row, to + (3 * stride));
        TLane.Store(opposite, to + (4 * stride));
        Half<TLane>.Powers(d0, d1, d2, d3, d4, d5, out row, out opposite);
        TLane.Store(row, to + (5 * stride));
        TLane.Store(opposite, to + (6 * stride));
        TLane.Store(d5, to + (7 * stride));
    }

    // Gᵀ times a line of eight vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TapsLine<TLane>(float* from, long step, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        TLane u1 = TLane.Load(from + step), u2 = TLane.Load(from + (2 * step)), u3 = TLane.Load(from + (3 * step));
        TLane u4 = TLane.Load(from + (4 * step)), u5 = TLane.Load(from + (5 * step)), u6 = TLane.Load(from + (6 * step));
        TLane minus = TLane.Broadcast(-2f / 9), sum = minus * (u1 + u2), wideSum = u3 + u4, nearSum = u5 + u6;
        TLane.Store(TLane.Load(from) + TLane.MultiplyAdd(TLane.Broadcast(32f / 45), nearSum, TLane.MultiplyAdd(TLane.Broadcast(1f / 90), wideSum, sum)), to);
        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(16f / 45), u5 - u6, TLane.MultiplyAdd(TLane.Broadcast(1f / 45), u3 - u4, minus * (u1 - u2))), to + stride);
        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(8f / 45), nearSum, TLane.MultiplyAdd(TLane.Broadcast(2f / 45), wideSum, sum)) + TLane.Load(from + (7 * step)), to + (2 * stride));
    }

    // Σ pⁱ·dᵢ for a point p and for its opposite −p.
    private interface IPoint<TLane> where TLane : unmanaged, ILane<TLane>
    {
        static abstract void Powers(TLane d0, TLane d1, TLane d2, TLane d3, TLane d4, TLane d5, out TLane sum, out TLane opposite);
    }

    private readonly struct One<TLane> : IPoint<TLane> where TLane : unmanaged, ILane<TLane>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Powers(TLane d0, TLane d1, TLane d2, TLane d3, TLane d4, TLane d5, out TLane sum, out TLane opposite)
        {
            TLane even = d0 + d2 + d4, odd = d1 + d3 + d5;
            (sum, opposite) = (even + odd, even - odd);
        }
    }

    private readonly struct Two<TLane> : IPoint<TLane> where TLane : unmanaged, ILane<TLane>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Powers(TLane d0, TLane d1, TLane d2, TLane d3, TLane d4, TLane d5, out TLane sum, out TLane opposite)
        {
            var square = TLane.Broadcast(4);
            TLane even = TLane.MultiplyAdd(square, TLane.MultiplyAdd(square, d4, d2), d0), odd = TLane.MultiplyAdd(square, TLane.MultiplyAdd(square, d5, d3), d1);
            (sum, opposite) = (TLane.MultiplyAdd(TLane.Broadcast(2), odd, even), TLane.MultiplyAdd(TLane.Broadcast(-2), odd, even));
        }
    }

    private readonly struct Half<TLane> : IPoint<TLane> where TLane : unmanaged, ILane<TLane>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Powers(TLane d0, TLane d1, TLane d2, TLane d3, TLane d4, TLane d5, out TLane sum, out TLane opposite)
        {
            var square = TLane.Broadcast(1f / 4);
            TLane even = TLane.MultiplyAdd(square, TLane.MultiplyAdd(square, d4, d2), d0), odd = TLane.MultiplyAdd(square, TLane.MultiplyAdd(square, d5, d3), d1);
            (sum, opposite) = (TLane.MultiplyAdd(TLane.Broadcast(1f / 2), odd, even), TLane.MultiplyAdd(TLane.Broadcast(-1f / 2), odd, even));
        }
    }
}
