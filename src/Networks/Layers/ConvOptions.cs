using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>The geometry of a convolution with parameters. An image ignores the depth of each triple.</summary>
public sealed record ConvOptions
{
    /// <summary>Taps on each axis. Default 3.</summary>
    public Triple Kernel { get; init; } = Triple.All(3);

    /// <summary>Step from one result to the next. Default 1.</summary>
    public Triple Stride { get; init; } = Triple.All(1);

    /// <summary>Step from one tap to the next. Default 1.</summary>
    public Triple Dilation { get; init; } = Triple.All(1);

    /// <summary>Zeros on both sides of each axis. Null, the default: "same", dilation·(kernel − 1) together, with which there are ⌈n / stride⌉ results; of an even kernel the odd zero stands behind.</summary>
    public Triple? Padding { get; init; }

    /// <summary>Whether a convolution padded "same" is padded as TensorFlow does: no more zeros than its last result reads, the odd one behind. With a stride of 2 and even extents a kernel of 3 has none in front and one behind. Default false.</summary>
    public bool PadsAsTensorFlow { get; init; }

    /// <summary>Groups of channels that do not see one another. Default 1.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether a bias is added; needless in front of a normalisation. Default true.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>The slope below zero of the (leaky) ReLU behind it, for the initialisation alone. Default 0.</summary>
    public float NegativeSlope { get; init; }

    /// <summary>Of a product alone: a kernel of 1.</summary>
    public static ConvOptions Pointwise { get; } = new() { Kernel = Triple.All(1) };

    /// <summary>As many taps, and as large a step, on each axis; padded "same".</summary>
    public static ConvOptions Square(int kernel, int stride = 1) => new() { Kernel = Triple.All(kernel), Stride = Triple.All(stride) };

    /// <summary>Each of so many channels by itself; padded "same".</summary>
    public static ConvOptions Depthwise(int channels, int kernel, int stride = 1) => Square(kernel, stride) with { Groups = channels };

    /// <summary>A kernel of 3 without a bias: in front of a normalisation.</summary>
    public static ConvOptions BeforeNorm { get; } = new() { Bias = false };

    /// <summary>The geometry on an input.</summary>
    internal ConvGeometry On(Shape x)
    {
        var (kernel, stride, dilation) = (OnAxesOf(x, Kernel, 1), OnAxesOf(x, Stride, 1), OnAxesOf(x, Dilation, 1));
        if (Padding is { } own)
        {
            var zeros = OnAxesOf(x, own, 0);
            return new(kernel, stride, dilation, zeros, zeros, Groups);
        }

        var n = x.Spatial;
        var all = new Triple(All(n.D, kernel.D, stride.D, dilation.D), All(n.H, kernel.H, stride.H, dilation.H), All(n.W, kernel.W, stride.W, dilation.W));
        var before = new Triple(all.D / 2, all.H / 2, all.W / 2);
        return new(kernel, stride, dilation, before, new(all.D - before.D, all.H - before.H, all.W - before.W), Groups);
    }

    // The last of ⌈n / stride⌉ results begins at (⌈n / stride⌉ − 1)·stride and reads dilation·(kernel − 1) samples more.
    private int All(int n, int kernel, int stride, int dilation)
    {
        var reach = dilation * (kernel - 1);
        return PadsAsTensorFlow ? Math.Max((((n + stride - 1) / stride) - 1) * stride + reach + 1 - n, 0) : reach;
    }

    private static Triple OnAxesOf(Shape x, Triple numbers, int otherwise) => x.SpatialRank == 3 ? numbers : numbers with { D = otherwise };
}
