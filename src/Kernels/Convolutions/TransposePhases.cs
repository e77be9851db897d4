namespace UNetSharp.Kernels;

/// <summary>The products that a transposed convolution falls into: output positions with the same remainder modulo the stride read the same taps.</summary>
/// <remarks>
/// Position i takes part of y[o]·w[t] where o·stride + t·dilation − padBefore = i. So with i + padBefore ≡ r (mod stride) only the taps t·dilation ≡ r matter, and
/// o = (i + padBefore − t·dilation) / stride moves on by one when i moves on by a stride: each remainder is a convolution of stride 1 with a part of the taps, and no zeros are multiplied.
/// A kernel of 2 with stride 2 has one tap a remainder: 4 products of 1x1 in the plane, 8 in space.
/// </remarks>
internal static class TransposePhases
{
    /// <summary>On one axis, for each remainder, the taps t with t·dilation ≡ r (mod stride).</summary>
    public static int[][] Taps(int kernel, int stride, int dilation) =>
        [.. Enumerable.Range(0, stride).Select(remainder => Enumerable.Range(0, kernel).Where(tap => tap * dilation % stride == remainder).ToArray())];

    /// <summary>The taps of every phase, phases in the order of their remainders (d, h, w), taps as indices into the flat kernel in the order (d, h, w).</summary>
    public static int[][] Taps(ConvGeometry geometry)
    {
        var (kernel, stride, dilation) = (geometry.Kernel, geometry.Stride, geometry.Dilation);
        var phases = new List<int[]>();
        foreach (var d in Taps(kernel.D, stride.D, dilation.D))
        {
            foreach (var h in Taps(kernel.H, stride.H, dilation.H))
            {
                foreach (var w in Taps(kernel.W, stride.W, dilation.W))
                {
                    phases.Add([.. from td in d from th in h from tw in w select (((td * kernel.H) + th) * kernel.W) + tw]);
                }
            }
        }

        return [.. phases];
    }

    /// <summary>One axis of a phase.</summary>
    /// <param name="First">The first output position with the remainder.</param>
    /// <param name="Count">How many there are.</param>
    /// <param name="Offsets">Where its taps read, relative to the index among these positions.</param>
    public readonly record struct Axis(int First, int Count, int[] Offsets);

    /// <summary>On one axis, for each remainder, its positions among `extent` outputs and its taps' offsets.</summary>
    public static Axis[] Axes(int extent, int kernel, int stride, int dilation, int pad)
    {
        var taps = Taps(kernel, stride, dilation);
        var axes = new Axis[stride];
        for (var remainder = 0; remainder < stride; remainder++)
        {
            var first = (((remainder - pad) % stride) + stride) % stride;
            var count = first < extent ? ((extent - first - 1) / stride) + 1 : 0;
            axes[remainder] = new(first, count, [.. taps[remainder].Select(tap => (first + pad - (tap * dilation)) / stride)]);
        }

        return axes;
    }
}
