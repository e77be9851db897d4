using UNetSharp.Kernels;

namespace UNetSharp.ModelFiles;

/// <summary>The padding of convolutions and poolings: "pads" or "auto_pad".</summary>
internal static class OnnxPadding
{
    /// <summary>Samples in front of and behind each axis.</summary>
    /// <param name="call">The node.</param>
    /// <param name="input">Extents of its input.</param>
    /// <param name="rank">2 for images, 3 for volumes.</param>
    /// <param name="window">Kernel, stride and dilation.</param>
    public static (Triple Before, Triple After) Of(OnnxCall call, Triple input, int rank, (Triple Kernel, Triple Stride, Triple Dilation) window)
    {
        var (kernel, stride, dilation) = window;
        switch (call.Node.Text("auto_pad", "NOTSET"))
        {
            case "NOTSET":
                var pads = call.Node.Wholes("pads") ?? new long[2 * rank];
                if (pads.Length != 2 * rank || pads.Any(pad => pad < 0)) throw call.Refuse($"has pads [{string.Join(", ", pads)}] for {rank} axes");
                return (call.Spatial("pads", pads[..rank], rank, 0, missing: 0), call.Spatial("pads", pads[rank..], rank, 0, missing: 0));
            case "VALID":
                return (default, default);
            case "SAME_UPPER":
                var lower = Halves();
                return (lower.Smaller, lower.Larger);
            case "SAME_LOWER":
                var upper = Halves();
                return (upper.Larger, upper.Smaller);
            case var other:
                throw call.Refuse($"has auto_pad \"{other}\"");
        }

        // "output = ceil(input / stride)": what is missing for it is shared out between both sides.
        (Triple Smaller, Triple Larger) Halves()
        {
            var total = new Triple(
                rank == 3 ? Missing(input.D, kernel.D, stride.D, dilation.D) : 0, Missing(input.H, kernel.H, stride.H, dilation.H), Missing(input.W, kernel.W, stride.W, dilation.W));
            var half = new Triple(total.D / 2, total.H / 2, total.W / 2);
            return (half, new(total.D - half.D, total.H - half.H, total.W - half.W));
        }

        static int Missing(int size, int kernel, int stride, int dilation) =>
            Math.Max(((((size + stride - 1) / stride) - 1) * stride) + ((kernel - 1) * dilation) + 1 - size, 0);
    }
}
