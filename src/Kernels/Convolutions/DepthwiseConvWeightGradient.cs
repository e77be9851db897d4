namespace UNetSharp.Kernels;

/// <summary>The gradient of a depthwise convolution to its weights: dw[t, c] = Σ over samples and positions o of x[o·stride + t·dilation − padBefore, c]·dy[o, c].</summary>
public static class DepthwiseConvWeightGradient
{
    /// <summary>Binds the gradient.</summary>
    /// <param name="width">Registers to use.</param>
    /// <param name="windows">Input x [N, D, H, W, C] (one window), weights: where dw goes, contiguous [kD, kH, kW, 1, C], output: dy [N, D', H', W', C].</param>
    /// <param name="geometry">The convolution's; groups = C.</param>
    /// <exception cref="ArgumentException">The extents do not belong together.</exception>
    public static Kernel Create(VectorWidth width, ConvWindows windows, ConvGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ConvExtents.CheckForward(nameof(DepthwiseConvWeightGradient), windows, geometry);
        ConvExtents.CheckDepthwise(nameof(DepthwiseConvWeightGradient), windows, geometry);
        return width switch
        {
            VectorWidth.Bits512 => new DepthwiseWeightSum<Lane512>(windows, geometry),
            VectorWidth.Bits256 => new DepthwiseWeightSum<Lane256>(windows, geometry),
            VectorWidth.Bits128 => new DepthwiseWeightSum<Lane128>(windows, geometry),
            _ => new DepthwiseWeightSum<Lane1>(windows, geometry),
        };
    }
}
