using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>A packed left block times a packed right block, microtile by microtile.</summary>
/// <remarks>
/// <code>
/// left   [row panels][depth / L][MR][L]
/// or, transposed [groups of row panels][depth][G]      a group stays in L1 while all column panels pass by; with whole rows each product would fetch a line for a few numbers of it
/// right  [column panels][depth][2L]                    a panel stays in L1 while all row panels, or those of a group, pass by
/// tiles  [column panels][row panels][MR][2L]
/// </code>
/// </remarks>
internal static unsafe class MicrotileBlock
{
    /// <summary>G: columns of the transposed left matrix that lie together, the most whole row panels within 28.</summary>
    public static int Group<TLane>() where TLane : unmanaged, ILane<TLane> => 28 / TLane.Rows * TLane.Rows;

    /// <summary>Floats of a transposed left matrix.</summary>
    public static int TransposedLength<TLane>(int rows, int depth) where TLane : unmanaged, ILane<TLane> => RightPanels.Padded(rows, Group<TLane>()) * depth;

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

    /// <summary>tiles = leftᵀ·right, or tiles += leftᵀ·right, where left is [groups][depth][G].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyTransposed<TLane>((int Rows, int Columns) panels, int depth, float* left, float* right, float* tiles, bool accumulate) where TLane : unmanaged, ILane<TLane>
    {
        int group = Group<TLane>(), width = 2 * TLane.Count, groupPanels = group / TLane.Rows;
        for (var first = 0; first < panels.Rows; first += groupPanels, left += group * depth)
        {
            var end = Math.Min(panels.Rows, first + groupPanels);
            for (var column = 0; column < panels.Columns; column++)
            {
                for (var row = first; row < end; row++)
                {
                    var tile = tiles + ((((long)column * panels.Rows) + row) * TLane.Rows * width);
                    Microkernel.RunTransposed<TLane>(depth, left + ((row - first) * TLane.Rows), group, right + ((long)column * width * depth), tile, width, accumulate);
                }
            }
        }
    }
}
