namespace UNetSharp.Kernels;

/// <summary>3x3 convolutions (3x3x3, 1x3x3 in volumes) by Winograd's F(4x4, 3x3) or F(6x6, 3x3): a quarter or a fifth of the multiplications of the direct sum.</summary>
/// <remarks>
/// y = f(conv(x, w) + bias + addend), x a list of windows whose channels stand behind one another, stride 1, zeros outside. In volumes the plane is transformed and
/// the depth taps are summed in the product. The weights are the plain ones: they are transformed while the convolution runs, panel by panel, so that no copy of them
/// four times as large is kept, and nothing has to be told when they change.
/// <para>Lavin and Gray, https://arxiv.org/abs/1509.09308. PyTorch: <c>F.conv2d(x, w, b, padding=p)</c>. The transforms cost accuracy: the error against exact arithmetic
/// is at most about 1e-5 of the output's root mean square, with tiles of 6x6 twice that.</para>
/// </remarks>
public static class WinogradConv
{
    private const int LeastChannels = 8, LeastChannelsOf6 = 32, LeastWidthOf6 = 30;

    // Of the positions along one axis, against tiles of 4x4: squared it is what remains of the products.
    private const double LargestSideOf6 = 0.935;

    /// <summary>Binds a convolution to its windows.</summary>
    /// <param name="width">Registers to compile for.</param>
    /// <param name="windows">
    /// Input [N, D, H, W, Ci] (a list), weights [kD, 3, 3, ΣCi, Cout] as they are (not packed; [kD, 3, 3, Cout, ΣCi] if transposed), output [N, D', H', W', Cout], which shares no memory with the input.
    /// </param>
    /// <param name="geometry">Kernel (kD, 3, 3), stride 1, dilation 1, groups 1; any padding in the plane, less than kD in depth.</param>
    /// <param name="epilogue">What is done before the result is stored.</param>
    /// <param name="order">How the weights are read: <see cref="WeightOrder.Backward"/> makes this the gradient to the input of a forward convolution with the same weights.</param>
    /// <exception cref="ArgumentException">The geometry is refused (<see cref="Refusal(ConvGeometry)"/>), or extents do not fit one another.</exception>
    public static Kernel Create(VectorWidth width, ConvWindows windows, ConvGeometry geometry, Epilogue epilogue, WeightOrder order = WeightOrder.AsStored)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return Create(width, windows, geometry, epilogue, order, TileSize(windows.InputChannels, windows.Output.C, windows.Output.W));
    }

    /// <summary>The same with tiles of a given size.</summary>
    internal static Kernel Create(VectorWidth width, ConvWindows windows, ConvGeometry geometry, Epilogue epilogue, WeightOrder order, int tileSize)
    {
        if (Refusal(geometry) is { } reason)
        {
            throw new ArgumentException($"WinogradConv: {reason}");
        }

        Window[] inputs = [.. windows.Input];
        var weights = new OrderedWeights(windows.Weights, order);
        WinogradExtents.Check(nameof(WinogradConv), geometry, inputs, weights, windows.Output);
        WinogradExtents.CheckEpilogue(nameof(WinogradConv), epilogue, windows.Output);
        return width switch
        {
            VectorWidth.Bits512 => Bind<Lane512>(geometry, inputs, weights, windows.Output, epilogue, tileSize),
            VectorWidth.Bits256 => Bind<Lane256>(geometry, inputs, weights, windows.Output, epilogue, tileSize),
            VectorWidth.Bits128 => Bind<Lane128>(geometry, inputs, weights, windows.Output, epilogue, tileSize),
            _ => Bind<Lane1>(geometry, inputs, weights, windows.Output, epilogue, tileSize),
        };
    }

    /// <summary>Rows and columns of output that are computed together: 6 where that pays, else 4.</summary>
    /// <remarks>
    /// Tiles of 6x6 take 64 products for 36 outputs, 21% less than tiles of 4x4 (36 for 16), and their rounding errors are twice as large. Measured with 256-bit registers they take 0.78 to 0.98 of the time where they
    /// fit the width (30, 64, 388 …, not 28 or 32) and there are at least 32 channels on both sides; with fewer the transforms, which cost the same, take most of the time.
    /// Nothing but channels and width decides, so that bands of an image's rows are computed as the whole is.
    /// </remarks>
    /// <param name="inputs">Channels that the convolution reads.</param>
    /// <param name="outputs">Channels that it makes.</param>
    /// <param name="width">Width of its output.</param>
    public static int TileSize(int inputs, int outputs, int width) =>
        Math.Min(inputs, outputs) >= LeastChannelsOf6 && width >= LeastWidthOf6 && Side<WinogradTile6>(width) <= LargestSideOf6 * Side<WinogradTile4>(width) ? WinogradTile6.Size : WinogradTile4.Size;

    /// <summary>Why Winograd cannot do a convolution, or null if it can.</summary>
    public static string? Refusal(ConvGeometry geometry) =>
        geometry.Kernel is not { D: >= 1, H: 3, W: 3 } ? $"the kernel is {geometry.Kernel}, not 3x3 in the plane."
        : geometry.Stride != Triple.All(1) ? $"the stride is {geometry.Stride}, not 1."
        : geometry.Dilation != Triple.All(1) ? $"the dilation is {geometry.Dilation}, not 1."
        : geometry.Groups != 1 ? $"there are {geometry.Groups} groups of channels, not 1."
        : geometry.PadBefore.D >= geometry.Kernel.D || geometry.PadAfter.D >= geometry.Kernel.D ? $"the depth is padded so far that a plane would read nothing but zeros."
        : null;

    /// <summary>Why Winograd cannot do a convolution, or would not pay, or null if it is the way to go.</summary>
    /// <remarks>
    /// Measured against <see cref="ProductConv"/> with 256-bit registers, from 8x8 to 128x128 outputs: from 8 channels on both sides it takes a sixth to two thirds of the time. With 4 channels on either side
    /// half of each vector is filling, while the product reads such inputs directly: there the product takes as long or less. Tiles that reach over the edge cost as much as whole ones: when less than half of
    /// their area is output, too little remains of the four times fewer multiplications.
    /// </remarks>
    /// <param name="geometry">The convolution.</param>
    /// <param name="inputs">Channels that it reads.</param>
    /// <param name="outputs">Channels that it makes.</param>
    /// <param name="extents">Extents of its output.</param>
    public static string? Refusal(ConvGeometry geometry, int inputs, int outputs, Triple extents)
    {
        int rows = (extents.H + 3) / 4, columns = (extents.W + 3) / 4;
        return Refusal(geometry)
            ?? (Math.Min(inputs, outputs) < LeastChannels ? $"{inputs} to {outputs} channels are too few to pay for the transforms."
            : 2L * extents.H * extents.W < 16L * rows * columns ? $"an output of {extents.H}x{extents.W} fills less than half of its 4x4 tiles."
            : null);
    }

    // Positions that the tiles of a row have along it.
    private static int Side<TTile>(int width) where TTile : struct, IWinogradTile => (width + TTile.Size - 1) / TTile.Size * TTile.Patch;

    private static Kernel Bind<TLane>(ConvGeometry geometry, Window[] inputs, OrderedWeights weights, Window output, Epilogue epilogue, int tileSize) where TLane : unmanaged, ILane<TLane> =>
        tileSize == WinogradTile6.Size
            ? new WinogradConvolution<TLane, WinogradTile6>(geometry, inputs, weights, output, epilogue)
            : new WinogradConvolution<TLane, WinogradTile4>(geometry, inputs, weights, output, epilogue);
}
