namespace UNetSharp.Kernels;

/// <summary>Convolution as a product: y = epilogue(Σ over taps t and channels c of x[o·stride + t·dilation − padBefore, c]·w[t, c]), zero outside.</summary>
/// <remarks>
/// <para>Any kernel, stride, dilation, groups and zero padding, in two and three dimensions. PyTorch: <c>conv2d</c>, <c>conv3d</c> with <c>padding_mode='zeros'</c> (and, beyond it, padding that differs before and behind).</para>
/// <para>
/// The way is chosen from the shape: moderate numbers of channels (the first layers) are convolved directly from a padded strip, few output channels (the head) are dot products,
/// everything else is an implicit matrix product through the microkernel: <see cref="Kernel.Name"/> says which.
/// </para>
/// </remarks>
public static unsafe class ProductConv
{
    /// <summary>Binds a convolution.</summary>
    /// <param name="width">Registers to use.</param>
    /// <param name="windows">Input [N, D, H, W, Cin] (a list), weights packed by <see cref="ProductConvWeights"/>, output [N, D', H', W', Cout].</param>
    /// <param name="geometry">Kernel, stride, dilation, padding, groups.</param>
    /// <param name="epilogue">Bias, addend, activation.</param>
    /// <exception cref="ArgumentException">The extents do not belong together.</exception>
    public static Kernel Create(VectorWidth width, ConvWindows windows, ConvGeometry geometry, Epilogue epilogue)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ConvExtents.CheckForward(nameof(ProductConv), windows, geometry);
        ConvExtents.CheckEpilogue(nameof(ProductConv), epilogue, windows.Output);
        ConvExtents.CheckPacked(nameof(ProductConv), windows.Weights, ProductConvWeights.PackedLength(width, geometry, windows.InputChannels, windows.Output.C));
        return width switch
        {
            VectorWidth.Bits512 => Create<Lane512>(windows, geometry, epilogue),
            VectorWidth.Bits256 => Create<Lane256>(windows, geometry, epilogue),
            VectorWidth.Bits128 => Create<Lane128>(windows, geometry, epilogue),
            _ => Create<Lane1>(windows, geometry, epilogue),
        };
    }

    private static TapKernel Create<TLane>(ConvWindows windows, ConvGeometry geometry, Epilogue epilogue) where TLane : unmanaged, ILane<TLane>
    {
        var (inputs, outputs) = (windows.InputChannels / geometry.Groups, windows.Output.C / geometry.Groups);
        var matrix = RightPanels.Length(geometry.Kernel.Product * inputs, outputs, TLane.Count);
        var works = new TapWork[geometry.Groups];
        for (var group = 0; group < works.Length; group++)
        {
            var destination = new TapDestination(
                windows.Output.Channels(group * outputs, outputs),
                epilogue.Addend?.Channels(group * outputs, outputs),
                (nint)(windows.Weights.Start + (group * matrix)));
            works[group] = TapWork.Choose<TLane>(
                Slice(windows.Input, group * inputs, inputs),
                TapOffsets.Of(geometry),
                [destination],
                epilogue.Bias is { } bias ? bias.Start + (group * outputs) : null,
                epilogue.NegativeSlope);
        }

        return new TapKernel($"convolution {geometry.Kernel}", works, windows.Weights, epilogue.Bias);
    }

    /// <summary>The windows that hold channels [first, first + count) of a list.</summary>
    internal static Window[] Slice(IReadOnlyList<Window> windows, int first, int count)
    {
        var slices = new List<Window>();
        foreach (var window in windows)
        {
            var (from, to) = (Math.Max(first, 0), Math.Min(first + count, window.C));
            if (from < to)
            {
                slices.Add(window.Channels(from, to - from));
            }

            first -= window.C;
        }

        return [.. slices];
    }
}
