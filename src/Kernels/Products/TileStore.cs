using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The end of a product: y = f(z + bias + addend), f(z) = z for z &gt; 0, slope·z otherwise, for one row of a finished microtile.</summary>
internal static unsafe class TileStore
{
    /// <summary>Stores the first columns of a row.</summary>
    /// <param name="z">The row, 2·L floats.</param>
    /// <param name="y">Where it goes.</param>
    /// <param name="bias">One number for each column, or null.</param>
    /// <param name="addend">One number for each column, or null.</param>
    /// <param name="slope">1: no activation; 0: ReLU.</param>
    /// <param name="count">Columns, at most 2·L.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row<TLane>(float* z, float* y, float* bias, float* addend, float slope, int count) where TLane : unmanaged, ILane<TLane>
    {
        var c = 0;
        for (; c <= count - TLane.Count; c += TLane.Count)
        {
            TLane.Store(Finish(TLane.Load(z + c), bias == null ? null : bias + c, addend == null ? null : addend + c, slope), y + c);
        }

        for (; c < count; c++)
        {
            Lane1.Store(Finish(Lane1.Load(z + c), bias == null ? null : bias + c, addend == null ? null : addend + c, slope), y + c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Finish<TLane>(TLane z, float* bias, float* addend, float slope) where TLane : unmanaged, ILane<TLane>
    {
        if (bias != null)
        {
            z += TLane.Load(bias);
        }

        if (addend != null)
        {
            z += TLane.Load(addend);
        }

        // Max and not 0·z for ReLU: it makes no -0, and 0 of -infinity.
        return slope == 1 ? z
            : slope == 0 ? TLane.Max(z, TLane.Zero)
            : TLane.SelectGreater(z, TLane.Zero, z, z * TLane.Broadcast(slope));
    }
}
