namespace UNetSharp.Kernels;

/// <summary>Depthwise convolution: each channel has a kernel of its own, y[o, c] = epilogue(Σ over taps t of x[o·stride + t·dilation − padBefore, c]·w[t, c]), zero outside.</summary>
/// <remarks>
/// PyTorch: <c>conv2d</c>, <c>conv3d</c> with <c>groups</c> = Cin = Cout. There are no matrices to multiply and memory sets the pace: the kernel is direct,
/// lanes are channels, and the weights [kD, kH, kW, 1, C] are read as they are.
/// </remarks>
public static class DepthwiseConv
{
    /// <summary>Binds a depthwise convolution.</summary>
    /// <param name="width">Registers to use.</param>
    /// <param name="windows">Input [N, D, H, W, C] (one window), weights contiguous [kD, kH, kW, 1, C], output [N, D', H', W', C].</param>
    /// <param name="geometry">Kernel, stride, dilation, padding; groups = C.</param>
    /// <param name="epilogue">Bias, addend, activation.</param>
    /// <exception cref="ArgumentException">The extents do not belong together.</exception>
    public static Kernel Create(VectorWidth width, ConvWindows windows, ConvGeometry geometry, Epilogue epilogue)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ConvExtents.CheckForward(nameof(DepthwiseConv), windows, geometry);
        ConvExtents.CheckDepthwise(nameof(DepthwiseConv), windows, geometry);
        ConvExtents.CheckEpilogue(nameof(DepthwiseConv), epilogue, windows.Output);
        var (x, y) = (windows.Input[0], windows.Output);
        var axes = DepthwiseReads.Axes(geometry);
        DepthwiseReads[] reads = [DepthwiseReads.Forward(y.D, x.D, axes[0]), DepthwiseReads.Forward(y.H, x.H, axes[1]), DepthwiseReads.Forward(y.W, x.W, axes[2])];
        return width switch
        {
            VectorWidth.Bits512 => new DepthwiseGather<Lane512>("depthwise", windows, reads, geometry.Kernel, epilogue),
            VectorWidth.Bits256 => new DepthwiseGather<Lane256>("depthwise", windows, reads, geometry.Kernel, epilogue),
            VectorWidth.Bits128 => new DepthwiseGather<Lane128>("depthwise", windows, reads, geometry.Kernel, epilogue),
            _ => new DepthwiseGather<Lane1>("depthwise", windows, reads, geometry.Kernel, epilogue),
        };
    }
}
