namespace UNetSharp.Kernels;

/// <summary>On one axis, what each output position reads: pairs of a tap and a position of the source, only those that lie inside.</summary>
/// <param name="First">The first pair of each position, and one number more: the end of the last.</param>
/// <param name="Taps">The tap of each pair.</param>
/// <param name="Sources">The position in the source of each pair.</param>
internal sealed record DepthwiseReads(int[] First, int[] Taps, int[] Sources)
{
    /// <summary>A convolution: output o reads o·stride + t·dilation − pad with tap t.</summary>
    public static DepthwiseReads Forward(int outputs, int inputs, Numbers axis) =>
        Of(outputs, axis.Kernel, (output, tap) => (output * axis.Stride) + (tap * axis.Dilation) - axis.Pad is var input && input >= 0 && input < inputs ? input : null);

    /// <summary>Its transpose: output i reads o with tap t where o·stride + t·dilation − pad = i.</summary>
    public static DepthwiseReads Transposed(int outputs, int inputs, Numbers axis) => Of(outputs, axis.Kernel, (output, tap) =>
    {
        var distance = output + axis.Pad - (tap * axis.Dilation);
        return distance >= 0 && distance % axis.Stride == 0 && distance / axis.Stride < inputs ? distance / axis.Stride : null;
    });

    /// <summary>The numbers of a geometry on the axes depth, height, width.</summary>
    public static Numbers[] Axes(ConvGeometry geometry) =>
    [
        new(geometry.Kernel.D, geometry.Stride.D, geometry.Dilation.D, geometry.PadBefore.D),
        new(geometry.Kernel.H, geometry.Stride.H, geometry.Dilation.H, geometry.PadBefore.H),
        new(geometry.Kernel.W, geometry.Stride.W, geometry.Dilation.W, geometry.PadBefore.W),
    ];

    private static DepthwiseReads Of(int outputs, int kernel, Func<int, int, int?> source)
    {
        var first = new int[outputs + 1];
        var (taps, sources) = (new List<int>(), new List<int>());
        for (var output = 0; output < outputs; output++)
        {
            for (var tap = 0; tap < kernel; tap++)
            {
                if (source(output, tap) is { } at)
                {
                    taps.Add(tap);
                    sources.Add(at);
                }
            }

            first[output + 1] = taps.Count;
        }

        return new(first, [.. taps], [.. sources]);
    }

    /// <summary>A geometry's numbers on one axis.</summary>
    internal readonly record struct Numbers(int Kernel, int Stride, int Dilation, int Pad);
}
