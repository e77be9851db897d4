namespace UNetSharp.Kernels;

/// <summary>The gradient of a convolution to its weights: dw[t, ci, co] = Σ over samples and positions o of x[o·stride + t·dilation − padBefore, ci]·dy[o, co].</summary>
/// <remarks>
/// The gradient of a transposed convolution to its weights is the same sum with the roles exchanged: its input is the dy, its output's gradient the x.
/// A linear layer's is the one of a 1x1 kernel over tokens. PyTorch: <c>conv2d_weight</c>, <c>conv3d_weight</c> of <c>torch.nn.grad</c>.
/// </remarks>
public static class ConvWeightGradient
{
    /// <summary>Binds the gradient.</summary>
    /// <param name="width">Registers to use.</param>
    /// <param name="windows">
    /// Input x [N, D, H, W, Cin] (a list), weights: where dw goes, contiguous [kD, kH, kW, Cin/groups, Cout], output: dy [N, D', H', W', Cout].
    /// </param>
    /// <param name="geometry">The convolution's.</param>
    /// <param name="transposed">Whether dw is written as [kD, kH, kW, Cout, Cin/groups], the layout of a transposed convolution.</param>
    /// <exception cref="ArgumentException">The extents do not belong together.</exception>
    public static Kernel Create(VectorWidth width, ConvWindows windows, ConvGeometry geometry, bool transposed = false)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ConvExtents.CheckForward(nameof(ConvWeightGradient), windows, geometry);
        var (inputs, outputs) = (windows.InputChannels / geometry.Groups, windows.Output.C);
        ConvExtents.CheckWeights(nameof(ConvWeightGradient), windows.Weights, geometry.Kernel, transposed ? outputs : inputs, transposed ? inputs : outputs);
        return width switch
        {
            VectorWidth.Bits512 => Create<Lane512>(windows, geometry, transposed),
            VectorWidth.Bits256 => Create<Lane256>(windows, geometry, transposed),
            VectorWidth.Bits128 => Create<Lane128>(windows, geometry, transposed),
            _ => Create<Lane1>(windows, geometry, transposed),
        };
    }

    private static Kernel Create<TLane>(ConvWindows windows, ConvGeometry geometry, bool transposed) where TLane : unmanaged, ILane<TLane>
    {
        if (geometry.Groups == 1 && windows.InputChannels > 0)
        {
            var direct = new StripWeightGradient<TLane>(windows, geometry, transposed);
            if (direct.IsSmall)
            {
                return direct;
            }
        }

        return new WeightGradient<TLane>(windows, geometry, transposed);
    }
}
