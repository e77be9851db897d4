namespace UNetSharp.Kernels;

/// <summary>What is done with a whole row of a window, its pixels next to one another or not.</summary>
internal static unsafe class WindowRows
{
    /// <summary>Writes zeros to the row of W pixels that begins at (n, d, h, 0).</summary>
    public static void Clear(in Window window, int n, int d, int h)
    {
        var row = window.Row(n, d, h);
        var (runs, length) = window.StrideW == window.C ? (1, window.W * window.C) : (window.W, window.C);
        for (var run = 0; run < runs; run++)
        {
            new Span<float>(row + (run * window.StrideW), length).Clear();
        }
    }

    /// <summary>Copies the row of W pixels that begins at (n, d, h, 0) to the same place of a window with the same extents.</summary>
    public static void Copy(in Window from, in Window to, int n, int d, int h)
    {
        float* source = from.Row(n, d, h), target = to.Row(n, d, h);
        var (runs, length) = from.StrideW == from.C && to.StrideW == to.C ? (1, from.W * from.C) : (from.W, from.C);
        for (var run = 0; run < runs; run++)
        {
            new ReadOnlySpan<float>(source + (run * from.StrideW), length).CopyTo(new Span<float>(target + (run * to.StrideW), length));
        }
    }
}
