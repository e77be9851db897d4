namespace UNetSharp.Kernels;

/// <summary>A right matrix somewhere in memory that is packed for the microkernel.</summary>
/// <remarks>
/// <code>packed [N / 2L][K up to a multiple of L][2·L]   columns beyond N and rows beyond K are zeros</code>
/// The rows fall into segments of equally spaced ones (the input channels of one tap).
/// </remarks>
/// <param name="segments">Address of the first row of each segment.</param>
/// <param name="rows">Rows of a segment.</param>
/// <param name="rowStride">Floats between the rows of a segment.</param>
/// <param name="columns">N.</param>
/// <param name="columnStride">Floats between columns.</param>
/// <param name="packed">The destination, as long as <see cref="RightPanels.Length"/> says.</param>
internal sealed unsafe class RightPanels<TLane>(nint[] segments, int rows, long rowStride, int columns, long columnStride, nint packed) where TLane : unmanaged, ILane<TLane>
{
    private static int NR => 2 * TLane.Count;

    /// <summary>Panels: what can be packed independently.</summary>
    public int Count => (columns + NR - 1) / NR;

    private int PaddedRows => RightPanels.Padded(segments.Length * rows, TLane.Count);

    /// <summary>Packs one panel.</summary>
    public void Pack(int panel)
    {
        var to = (float*)packed + ((long)panel * PaddedRows * NR);
        foreach (var segment in segments)
        {
            Panels.PackRight<TLane>((float*)segment + (panel * NR * columnStride), rowStride, columnStride, rows, Math.Min(NR, columns - (panel * NR)), to);
            to += (long)rows * NR;
        }

        new Span<float>(to, (PaddedRows - (segments.Length * rows)) * NR).Clear();
    }
}

/// <summary>Lengths of packed right matrices.</summary>
internal static class RightPanels
{
    /// <summary>Floats of a packed [k, columns] matrix.</summary>
    public static long Length(int k, int columns, int lanes) => (long)Padded(k, lanes) * Padded(columns, 2 * lanes);

    /// <summary>The next multiple.</summary>
    public static int Padded(int count, int multiple) => (count + multiple - 1) / multiple * multiple;
}
