using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>A packed left block times a packed right block, microtile by microtile.</summary>
/// <remarks>
/// <code>
/// left   [row panels][depth / L][MR][L]
/// right  [column panels][depth][2L]                    a panel stays in L1 while all row panels pass by
/// tiles  [column panels][row panels][MR][2L]
/// </code>
/// </remarks>
internal static unsafe class MicrotileBlock
{
    /// <summary>tiles = left·right, or tiles += left·right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TLane>((int Rows, int Columns) panels, int depth, float* left, float* right, float* tiles, bool accumulate) where TLane : unmanaged, ILane<TLane>
    {
        for (var column = 0; column < panels.Columns; column++)
        {
            for (var row = 0; row < panels.Rows; row++)
            {
                Microkernel.Run<TLane>(depth / TLane.Count, left + ((long)row * TLane.Rows * depth), right + (column * 2L * TLane.Count * depth), tiles, 2 * TLane.Count, accumulate);
                tiles += TLane.Rows * 2 * TLane.Count;
            }
        }
    }

    /// <summary>tiles = leftᵀ·right, or tiles += leftᵀ·right, where left is [depth][row panels · MR], as it comes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyTransposed<TLane>((int Rows, int Columns) panels, int depth, float* left, float* right, float* tiles, bool accumulate) where TLane : unmanaged, ILane<TLane>
    {
        for (var column = 0; column < panels.Columns; column++)
        {
            for (var row = 0; row < panels.Rows; row++)
            {
                Microkernel.RunTransposed<TLane>(
                    depth, left + (row * TLane.Rows), panels.Rows * TLane.Rows, right + (column * 2L * TLane.Count * depth), tiles, 2 * TLane.Count, accumulate);
                tiles += TLane.Rows * 2 * TLane.Count;
            }
        }
    }
}
