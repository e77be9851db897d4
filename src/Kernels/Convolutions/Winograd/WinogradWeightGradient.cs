namespace UNetSharp.Kernels;

/// <summary>The gradient of <see cref="WinogradConv"/> to its weights, which never leaves the Winograd domain until the end: dU = Σ over tiles of Vᵀ·(A dY Aᵀ), dW = Gᵀ dU G.</summary>
/// <remarks>
/// V = Bᵀ x B is what the forward pass multiplies, made again here. It is the exact gradient of the forward pass as computed there.
/// PyTorch: <c>torch.nn.grad.conv2d_weight(x, w.shape, dy, padding=p)</c>.
/// </remarks>
public static class WinogradWeightGradient
{
    /// <summary>Binds it to its windows.</summary>
    /// <param name="width">Registers to compile for.</param>
    /// <param name="windows">
    /// Input [N, D, H, W, Ci] (a list) and output, here the gradient to the output [N, D', H', W', Cout], are read;
    /// weights, here the gradient to the weights, contiguous [kD, 3, 3, ΣCi, Cout] ([kD, 3, 3, Cout, ΣCi] if transposed), are overwritten.
    /// </param>
    /// <param name="geometry">The forward convolution's.</param>
    /// <param name="order">The forward convolution's.</param>
    /// <exception cref="ArgumentException">The geometry is refused (<see cref="WinogradConv.Refusal(ConvGeometry)"/>), or extents do not fit one another.</exception>
    public static Kernel Create(VectorWidth width, ConvWindows windows, ConvGeometry geometry, WeightOrder order = WeightOrder.AsStored)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return Create(width, windows, geometry, order, WinogradConv.TileSize(windows.InputChannels, windows.Output.C, windows.Output.W));
    }

    /// <summary>The same with tiles of a given size.</summary>
    internal static Kernel Create(VectorWidth width, ConvWindows windows, ConvGeometry geometry, WeightOrder order, int tileSize)
    {
        if (WinogradConv.Refusal(geometry) is { } reason)
        {
            throw new ArgumentException($"WinogradWeightGradient: {reason}");
        }

        Window[] inputs = [.. windows.Input];
        var weights = new OrderedWeights(windows.Weights, order);
        WinogradExtents.Check(nameof(WinogradWeightGradient), geometry, inputs, weights, windows.Output);
        return width switch
        {
            VectorWidth.Bits512 => Bind<Lane512>(geometry, inputs, weights, windows.Output, tileSize),
            VectorWidth.Bits256 => Bind<Lane256>(geometry, inputs, weights, windows.Output, tileSize),
            VectorWidth.Bits128 => Bind<Lane128>(geometry, inputs, weights, windows.Output, tileSize),
            _ => Bind<Lane1>(geometry, inputs, weights, windows.Output, tileSize),
        };
    }

    private static Kernel Bind<TLane>(ConvGeometry geometry, Window[] inputs, OrderedWeights weights, Window output, int tileSize) where TLane : unmanaged, ILane<TLane> =>
        tileSize == WinogradTile6.Size
            ? new WinogradWeightSum<TLane, WinogradTile6>(geometry, inputs, weights, output)
            : new WinogradWeightSum<TLane, WinogradTile4>(geometry, inputs, weights, output);
}
