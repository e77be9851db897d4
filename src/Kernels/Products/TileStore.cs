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

    /// <summary>Stores the rows of a tile.</summary>
    /// <param name="z">The tile, rows of 2·L floats.</param>
    /// <param name="rows">How many of its rows.</param>
    /// <param name="y">Where they go.</param>
    /// <param name="addend">What is added to them; an address of null: nothing.</param>
    /// <param name="end">Bias, activation, and how many columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows<TLane>(float* z, int rows, TileRows y, TileRows addend, TileEnd end) where TLane : unmanaged, ILane<TLane>
    {
        if (end.Columns < 2 * TLane.Count)
        {
            for (var row = 0; row < rows; row++)
            {
                Row<TLane>(z + (row * 2 * TLane.Count), y.Start + y.Offsets[row], end.Bias, addend.Start == null ? null : addend.Start + addend.Offsets[row], end.Slope, end.Columns);
            }

            return;
        }

        // Whole rows: the biases stay in two registers.
        var slope = TLane.Broadcast(end.Slope);
        var (left, right) = end.Bias == null ? (TLane.Zero, TLane.Zero) : (TLane.Load(end.Bias), TLane.Load(end.Bias + TLane.Count));
        for (var row = 0; row < rows; row++, z += 2 * TLane.Count)
        {
            TLane a = TLane.Load(z) + left, b = TLane.Load(z + TLane.Count) + right;
            if (addend.Start != null)
            {
                var from = addend.Start + addend.Offsets[row];
                a += TLane.Load(from);
                b += TLane.Load(from + TLane.Count);
            }

            if (end.Slope == 0)
            {
                (a, b) = (TLane.Max(a, TLane.Zero), TLane.Max(b, TLane.Zero));
            }
            else if (end.Slope != 1)
            {
                (a, b) = (TLane.SelectGreater(a, TLane.Zero, a, a * slope), TLane.SelectGreater(b, TLane.Zero, b, b * slope));
            }

            var to = y.Start + y.Offsets[row];
            TLane.Store(a, to);
            TLane.Store(b, to + TLane.Count);
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

/// <summary>Where the rows of a tile lie in memory.</summary>
/// <param name="start">An address, or null.</param>
/// <param name="offsets">For each row its distance from there.</param>
internal readonly unsafe struct TileRows(float* start, long* offsets)
{
    public float* Start { get; } = start;

    public long* Offsets { get; } = offsets;
}

/// <summary>What happens to a tile's columns at the end.</summary>
/// <param name="bias">One number for each column, or null.</param>
/// <param name="slope">1: no activation; 0: ReLU.</param>
/// <param name="columns">How many columns of the tile there are.</param>
internal readonly unsafe struct TileEnd(float* bias, float slope, int columns)
{
    public float* Bias { get; } = bias;

    public float Slope { get; } = slope;

    public int Columns { get; } = columns;
}
