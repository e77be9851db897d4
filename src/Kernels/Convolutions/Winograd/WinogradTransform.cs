using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The matrices of Winograd's F(4x4, 3x3): y = Aᵀ[(G w Gᵀ) ⊙ (Bᵀ x B)]A gives 4x4 outputs from a 6x6 patch with 36 products in place of 144.</summary>
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
/// Each pass applies one matrix to one line of vectors in memory (lane = channel); a transform is a pass down every column and then one along every row.
/// The column results go through a small buffer in the first-level cache: 36 vectors fit the registers of no machine.
/// </remarks>
internal static unsafe class WinogradTransform
{
    /// <summary>Outputs of a tile, along one axis.</summary>
    public const int Tile = 4;

    /// <summary>Inputs of a tile, along one axis: 4 + 3 − 1.</summary>
    public const int Patch = 6;

    /// <summary>Products of a tile, for one input and one output channel: 6·6.</summary>
    public const int Positions = 36;

    /// <summary>Floats of the buffer between two passes.</summary>
    public static int BufferLength<TLane>() where TLane : unmanaged, ILane<TLane> => Positions * TLane.Count;

    /// <summary>Bᵀ x B of a 6x6 patch: the vector of position p = 6·i + j goes to <paramref name="to"/> + p·<paramref name="stride"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<TLane>(float* from, long strideH, long strideW, float* buffer, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        for (var x = 0; x < Patch; x++)
        {
            InputPass<TLane>(from + (x * strideW), strideH, buffer + (x * TLane.Count), Patch * TLane.Count);
        }

        for (var i = 0; i < Patch; i++)
        {
            InputPass<TLane>(buffer + (i * Patch * TLane.Count), TLane.Count, to + (i * Patch * stride), stride);
        }
    }

    /// <summary>Aᵀ m A of 36 positions <paramref name="stride"/> apart: 4x4 vectors, each finished by <paramref name="end"/>, to rows and columns of <paramref name="to"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TLane, TEnd>(float* from, long stride, float* buffer, TEnd end, float* to, long strideH, long strideW)
        where TLane : unmanaged, ILane<TLane>
        where TEnd : struct, IWinogradEnd<TLane>
    {
        for (var j = 0; j < Patch; j++)
        {
            OutputPass<TLane, WinogradAsIs<TLane>>(from + (j * stride), Patch * stride, default, buffer + (j * TLane.Count), Patch * TLane.Count);
        }

        for (var y = 0; y < Tile; y++)
        {
            OutputPass<TLane, TEnd>(buffer + (y * Patch * TLane.Count), TLane.Count, end, to + (y * strideH), strideW);
        }
    }

    /// <summary>G w Gᵀ of 3x3 taps (rows and columns of taps <paramref name="strideH"/> and <paramref name="strideW"/> apart, negative when they are read backwards).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights<TLane>(float* from, long strideH, long strideW, float* buffer, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        for (var x = 0; x < 3; x++)
        {
            WeightsPass<TLane>(from + (x * strideW), strideH, buffer + (x * TLane.Count), 3 * TLane.Count);
        }

        for (var i = 0; i < Patch; i++)
        {
            WeightsPass<TLane>(buffer + (i * 3 * TLane.Count), TLane.Count, to + (i * Patch * stride), stride);
        }
    }

    /// <summary>A d Aᵀ of a 4x4 tile: the gradient of <see cref="Output"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputGradient<TLane>(float* from, long strideH, long strideW, float* buffer, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        for (var x = 0; x < Tile; x++)
        {
            OutputGradientPass<TLane>(from + (x * strideW), strideH, buffer + (x * TLane.Count), Tile * TLane.Count);
        }

        for (var i = 0; i < Patch; i++)
        {
            OutputGradientPass<TLane>(buffer + (i * Tile * TLane.Count), TLane.Count, to + (i * Patch * stride), stride);
        }
    }

    /// <summary>Gᵀ u G of 36 positions: the gradient of <see cref="Weights"/>, 3x3 vectors, row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightsGradient<TLane>(float* from, long stride, float* buffer, float* to) where TLane : unmanaged, ILane<TLane>
    {
        for (var j = 0; j < Patch; j++)
        {
            WeightsGradientPass<TLane>(from + (j * stride), Patch * stride, buffer + (j * TLane.Count), Patch * TLane.Count);
        }

        for (var y = 0; y < 3; y++)
        {
            WeightsGradientPass<TLane>(buffer + (y * Patch * TLane.Count), TLane.Count, to + (y * 3 * TLane.Count), TLane.Count);
        }
    }

    // Bᵀ times a line of six. Rows 1 and 2, and rows 3 and 4, share their even and their odd part.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputPass<TLane>(float* from, long step, float* to, long stride) where TLane : unmanaged, ILane<TLane>
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

    // Aᵀ times a line of six.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputPass<TLane, TEnd>(float* from, long step, TEnd end, float* to, long stride)
        where TLane : unmanaged, ILane<TLane>
        where TEnd : struct, IWinogradEnd<TLane>
    {
        TLane m1 = TLane.Load(from + step), m2 = TLane.Load(from + (2 * step)), m3 = TLane.Load(from + (3 * step)), m4 = TLane.Load(from + (4 * step));
        TLane sum = m1 + m2, difference = m1 - m2, wideSum = m3 + m4, wideDifference = m3 - m4;

        TLane.Store(end.Of(TLane.Load(from) + sum + wideSum), to);
        TLane.Store(end.Of(TLane.MultiplyAdd(TLane.Broadcast(2), wideDifference, difference)), to + stride);
        TLane.Store(end.Of(TLane.MultiplyAdd(TLane.Broadcast(4), wideSum, sum)), to + (2 * stride));
        TLane.Store(end.Of(TLane.MultiplyAdd(TLane.Broadcast(8), wideDifference, difference) + TLane.Load(from + (5 * step))), to + (3 * stride));
    }

    // G times a line of three.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightsPass<TLane>(float* from, long step, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        TLane w0 = TLane.Load(from), w1 = TLane.Load(from + step), w2 = TLane.Load(from + (2 * step));
        TLane minusSixth = TLane.Broadcast(-1f / 6), outer = w0 + w2;

        TLane.Store(TLane.Broadcast(1f / 4) * w0, to);
        TLane.Store(minusSixth * (outer + w1), to + stride);
        TLane.Store(minusSixth * (outer - w1), to + (2 * stride));
        TLane even = TLane.MultiplyAdd(TLane.Broadcast(1f / 24), w0, TLane.Broadcast(1f / 6) * w2), odd = TLane.Broadcast(1f / 12) * w1;
        TLane.Store(even + odd, to + (3 * stride));
        TLane.Store(even - odd, to + (4 * stride));
        TLane.Store(w2, to + (5 * stride));
    }

    // A times a line of four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputGradientPass<TLane>(float* from, long step, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        TLane two = TLane.Broadcast(2), four = TLane.Broadcast(4);
        TLane d0 = TLane.Load(from), d1 = TLane.Load(from + step), d2 = TLane.Load(from + (2 * step)), d3 = TLane.Load(from + (3 * step));

        TLane.Store(d0, to);
        TLane even = d0 + d2, odd = d1 + d3;
        TLane.Store(even + odd, to + stride);
        TLane.Store(even - odd, to + (2 * stride));
        even = TLane.MultiplyAdd(four, d2, d0);
        odd = two * TLane.MultiplyAdd(four, d3, d1);
        TLane.Store(even + odd, to + (3 * stride));
        TLane.Store(even - odd, to + (4 * stride));
        TLane.Store(d3, to + (5 * stride));
    }

    // Gᵀ times a line of six.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightsGradientPass<TLane>(float* from, long step, float* to, long stride) where TLane : unmanaged, ILane<TLane>
    {
        TLane u1 = TLane.Load(from + step), u2 = TLane.Load(from + (2 * step)), u3 = TLane.Load(from + (3 * step)), u4 = TLane.Load(from + (4 * step));
        TLane sixth = TLane.Broadcast(1f / 6), sum = sixth * (u1 + u2), wideSum = u3 + u4;

        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(1f / 4), TLane.Load(from), TLane.MultiplyAdd(TLane.Broadcast(1f / 24), wideSum, TLane.Zero - sum)), to);
        TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(1f / 12), u3 - u4, sixth * (u2 - u1)), to + stride);
        TLane.Store(TLane.MultiplyAdd(sixth, wideSum, TLane.Load(from + (5 * step))) - sum, to + (2 * stride));
    }
}
