namespace UNetSharp.Kernels;

/// <summary>Binds softmax, its logarithm and their gradients, over the channels of contiguous windows.</summary>
public static class Softmax
{
    // Up to so many registers of channels, a lane is a pixel and tiles are transposed; beyond, a lane is a channel.
    private const int FewRegisters = 2;

    /// <summary>y = eˣ / Σ eˣ over the channels, or its logarithm, without overflow. The result may take the input's place.</summary>
    /// <param name="x">Input, contiguous.</param>
    /// <param name="result">Result, contiguous, of the input's extents.</param>
    /// <param name="logarithm">Whether the logarithm is wanted.</param>
    /// <param name="width">Register width; the machine's best by default.</param>
    /// <exception cref="ArgumentException">The windows differ in size or are not contiguous.</exception>
    public static Kernel Bind(Window x, Window result, bool logarithm, VectorWidth? width = null)
    {
        Contiguous.Require("Softmax", result, x);
        return (width ?? VectorWidths.Best) switch
        {
            VectorWidth.Bits512 => Bound<Lane512>(x, result, logarithm),
            VectorWidth.Bits256 => Bound<Lane256>(x, result, logarithm),
            VectorWidth.Bits128 => Bound<Lane128>(x, result, logarithm),
            _ => Bound<Lane1>(x, result, logarithm),
        };
    }

    /// <summary>The gradient of softmax, y·(g − Σ g·y), or of its logarithm, g − eʸ·Σ g. The result may take the gradient's place.</summary>
    /// <param name="gradient">The gradient of the result, contiguous.</param>
    /// <param name="y">The result of the forward pass, contiguous.</param>
    /// <param name="result">The gradient of the input, contiguous.</param>
    /// <param name="logarithm">Whether y is the logarithm.</param>
    /// <param name="width">Register width; the machine's best by default.</param>
    /// <exception cref="ArgumentException">The windows differ in size or are not contiguous.</exception>
    public static Kernel BindGradient(Window gradient, Window y, Window result, bool logarithm, VectorWidth? width = null)
    {
        Contiguous.Require("Softmax", result, gradient, y);
        return (width ?? VectorWidths.Best) switch
        {
            VectorWidth.Bits512 => BoundGradient<Lane512>(gradient, y, result, logarithm),
            VectorWidth.Bits256 => BoundGradient<Lane256>(gradient, y, result, logarithm),
            VectorWidth.Bits128 => BoundGradient<Lane128>(gradient, y, result, logarithm),
            _ => BoundGradient<Lane1>(gradient, y, result, logarithm),
        };
    }

    private static Kernel Bound<TLane>(Window x, Window result, bool logarithm) where TLane : unmanaged, ILane<TLane> => x.C <= FewRegisters * TLane.Count
        ? new SoftmaxKernel<TLane>(x, result, logarithm)
        : new RowSoftmaxKernel<TLane>(x, result, logarithm);

    private static Kernel BoundGradient<TLane>(Window gradient, Window y, Window result, bool logarithm) where TLane : unmanaged, ILane<TLane> => y.C <= FewRegisters * TLane.Count
        ? new SoftmaxGradientKernel<TLane>(gradient, y, result, logarithm)
        : new RowSoftmaxGradientKernel<TLane>(gradient, y, result, logarithm);
}
