namespace UNetSharp.Kernels;

/// <summary>Transposed depthwise convolution, which is also the gradient of a depthwise convolution to its input: x[i, c] = epilogue(Σ of y[o, c]·w[t, c] over all o·stride + t·dilation − padBefore = i).</summary>
/// <remarks>PyTorch: <c>conv_transpose2d</c>, <c>conv_transpose3d</c> with <c>groups</c> = Cin = Cout. Each output gathers its taps; the weights are the convolution's own.</remarks>
public static class DepthwiseConvTranspose
{
    /// <summary>Binds a transposed depthwise convolution.</summary>
    /// <param name="width">Registers to use.</param>
    /// <param name="windows">Input [N, D, H, W, C] (one window: the y of the formula), weights contiguous [kD, kH, kW, 1, C], output [N, D', H', W', C] (the x).</param>
    /// <param name="geometry">Of the convolution that this is the transpose of: from the output's extents to the input's; groups = C.</param>
    /// <param name="epilogue">Bias, addend, activation.</param>
    /// <exception cref="ArgumentException">The extents do not belong together.</exception>
    public static Kernel Create(VectorWidth width, ConvWindows windows, ConvGeometry geometry, Epilogue epilogue)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ConvExtents.CheckTransposed(nameof(DepthwiseConvTranspose), windows, geometry);
        ConvExtents.CheckDepthwise(nameof(DepthwiseConvTranspose), windows, geometry);
        ConvExtents.CheckEpilogue(nameof(DepthwiseConvTranspose), epilogue, windows.Output);
        var (y, x) = (windows.Input[0], windows.Output);
        var axes = DepthwiseReads.Axes(geometry);
        DepthwiseReads[] reads = [DepthwiseReads.Transposed(x.D, y.D, axes[0]), DepthwiseReads.Transposed(x.H, y.H, axes[1]), DepthwiseReads.Transposed(x.W, y.W, axes[2])];
        return width switch
        {
            VectorWidth.Bits512 => new DepthwiseGather<Lane512>("transposed depthwise", windows, reads, geometry.Kernel, epilogue),
            VectorWidth.Bits256 => new DepthwiseGather<Lane256>("transposed depthwise", windows, reads, geometry.Kernel, epilogue),
            VectorWidth.Bits128 => new DepthwiseGather<Lane128>("transposed depthwise", windows, reads, geometry.Kernel, epilogue),
            _ => new DepthwiseGather<Lane1>("transposed depthwise", windows, reads, geometry.Kernel, epilogue),
        };
    }
}
