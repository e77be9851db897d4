namespace UNetSharp.Kernels;

/// <summary>What the borders of the input leave of a window, along one axis.</summary>
internal static class PoolWindow
{
    /// <summary>The first input of a window and how many it has.</summary>
    public static (int First, int Count) Cut(int output, int kernel, int stride, int padding, int size)
    {
        var start = (output * stride) - padding;
        var first = Math.Max(start, 0);
        return (first, Math.Min(start + kernel, size) - first);
    }

    /// <summary>The inputs from the beginning of a window to that of the next one; the first and the last window own what lies beyond them. Every input has one owner.</summary>
    public static (int First, int Count) Owned(int output, int outputs, int stride, int padding, int size)
    {
        var first = output == 0 ? 0 : (output * stride) - padding;
        var end = output == outputs - 1 ? size : ((output + 1) * stride) - padding;
        return (first, Math.Min(end, size) - first);
    }

    /// <summary>The windows that hold an input.</summary>
    public static (int First, int End) Holding(int input, int kernel, int stride, int padding, int outputs)
    {
        var at = input + padding;
        return (at < kernel ? 0 : ((at - kernel) / stride) + 1, Math.Min((at / stride) + 1, outputs));
    }
}
