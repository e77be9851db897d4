namespace UNetSharp.Kernels;

/// <summary>The windows of a pooling: output o looks at the inputs [o·stride − padding, o·stride − padding + kernel), as far as they exist.</summary>
/// <param name="Kernel">Extents of a window.</param>
/// <param name="Stride">From one window to the next.</param>
/// <param name="Padding">How far the first window begins in front of the input, at most half a window.</param>
/// <param name="Ceil">Whether a last window that is not full counts (PyTorch's ceil_mode); it must begin inside the input or the padding before it.</param>
public readonly record struct PoolGeometry(Triple Kernel, Triple Stride, Triple Padding, bool Ceil = false)
{
    /// <summary>Output extents: (n + 2·padding − kernel) / stride + 1, rounded down or (ceil) up; 0 where no window fits.</summary>
    public Triple Output(Triple input) => new(
        Output(input.D, Kernel.D, Stride.D, Padding.D),
        Output(input.H, Kernel.H, Stride.H, Padding.H),
        Output(input.W, Kernel.W, Stride.W, Padding.W));

    /// <summary>Whether no input is in two windows.</summary>
    public bool Disjoint => Stride.D >= Kernel.D && Stride.H >= Kernel.H && Stride.W >= Kernel.W;

    /// <summary>Throws when a stride or an extent is below 1, or the padding above half a window.</summary>
    /// <exception cref="ArgumentException">It is so.</exception>
    public void Check(string operation)
    {
        if (Math.Min(Math.Min(Kernel.D, Kernel.H), Kernel.W) < 1 || Math.Min(Math.Min(Stride.D, Stride.H), Stride.W) < 1)
        {
            throw new ArgumentException($"{operation}: a window of {Kernel} every {Stride} samples; both must be at least 1.");
        }

        if (Padding.D < 0 || Padding.H < 0 || Padding.W < 0 || 2 * Padding.D > Kernel.D || 2 * Padding.H > Kernel.H || 2 * Padding.W > Kernel.W)
        {
            throw new ArgumentException($"{operation}: padding {Padding} for windows of {Kernel}; it may be half a window at most, or a window could lie outside the input.");
        }
    }

    private int Output(int size, int kernel, int stride, int padding)
    {
        var room = size + (2 * padding) - kernel;
        if (room < 0)
        {
            return Ceil && room > -stride ? 1 : 0; // ⌈room / stride⌉ + 1
        }

        var count = Ceil ? ((room + stride - 1) / stride) + 1 : (room / stride) + 1;
        return Ceil && (count - 1) * stride >= size + padding ? count - 1 : count;
    }
}
