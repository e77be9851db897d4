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

    /// <summary>Zeros on both sides of each axis. Null, the default: "same", dilation·(kernel − 1) / 2, with which ⌈n / stride⌉ results stand where their taps' centres do.</summary>
    public Triple? Padding { get; init; }

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

    /// <summary>The geometry on an input.</summary>
    internal ConvGeometry On(Shape x)
    {
        var (kernel, stride, dilation) = (OnAxesOf(x, Kernel, 1), OnAxesOf(x, Stride, 1), OnAxesOf(x, Dilation, 1));
        var same = new Triple(dilation.D * (kernel.D - 1) / 2, dilation.H * (kernel.H - 1) / 2, dilation.W * (kernel.W - 1) / 2);
        var padding = Padding is { } own ? OnAxesOf(x, own, 0) : same;
        return new(kernel, stride, dilation, padding, padding, Groups);
    }

    private static Triple OnAxesOf(Shape x, Triple numbers, int otherwise) => x.SpatialRank == 3 ? numbers : numbers with { D = otherwise };
}
