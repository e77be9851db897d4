namespace UNetSharp.Kernels;

/// <summary>Transposed convolution as products, which is also the gradient of a convolution to its input: x[i] = epilogue(Σ of y[o]·w[t] over all o·stride + t·dilation − padBefore = i).</summary>
/// <remarks>
/// <para>
/// PyTorch: <c>conv_transpose2d</c>, <c>conv_transpose3d</c>. Several output extents belong to one input when the stride is above 1; the output window says which is meant
/// (PyTorch's <c>output_padding</c>), and <see cref="ConvGeometry.Output(Triple)"/> of it must be the input's extents.
/// </para>
/// <para>
/// Nothing is scattered, so nothing need be added up between threads: each output position gathers its taps. Positions with the same remainder modulo the stride share them, and are one
/// product (<see cref="TransposePhases"/>). Phases that read the same columns are one product for all: an up-convolution of kernel 2 and stride 2 packs its input
/// once and multiplies it with 4·Cout columns (8·Cout in space), each quarter stored to its own positions.
/// </para>
/// </remarks>
public static unsafe class ProductConvTranspose
{
    /// <summary>Binds a transposed convolution.</summary>
    /// <param name="width">Registers to use.</param>
    /// <param name="windows">Input [N, D, H, W, Cin] (a list: the y of the formula), weights packed by <see cref="ProductConvTransposeWeights"/>, output [N, D', H', W', Cout] (the x).</param>
    /// <param name="geometry">Of the convolution that this is the transpose of: from the output's extents to the input's.</param>
    /// <param name="epilogue">Bias, addend, activation.</param>
    /// <exception cref="ArgumentException">The extents do not belong together.</exception>
    public static Kernel Create(VectorWidth width, ConvWindows windows, ConvGeometry geometry, Epilogue epilogue)
    {
        const string Operation = nameof(ProductConvTranspose);
        ArgumentNullException.ThrowIfNull(windows);
        ConvExtents.CheckTransposed(Operation, windows, geometry);
        ConvExtents.CheckEpilogue(Operation, epilogue, windows.Output);
        ConvExtents.CheckPacked(Operation, windows.Weights, ProductConvTransposeWeights.PackedLength(width, geometry, windows.InputChannels, windows.Output.C));
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
        var works = new List<TapWork>();
        var (inputs, outputs) = (windows.InputChannels / geometry.Groups, windows.Output.C / geometry.Groups);
        var phases = Phases(windows.Output, geometry, epilogue.Addend);
        for (var group = 0; group < geometry.Groups; group++)
        {
            var sources = ProductConv.Slice(windows.Input, group * inputs, inputs);
            var bias = epilogue.Bias is { } biases ? biases.Start + (group * outputs) : null;
            foreach (var alike in phases.Where(phase => phase.Positions.Product > 0).GroupBy(phase => phase.Reads))
            {
                var destinations = alike.Select(phase => new TapDestination(
                    phase.Output.Channels(group * outputs, outputs),
                    phase.Addend?.Channels(group * outputs, outputs),
                    WeightsOf<TLane>(windows, geometry, phase.Index, group)));
                works.Add(TapWork.Choose<TLane>(sources, alike.First().Taps, [.. destinations], bias, epilogue.NegativeSlope));
            }
        }

        return new TapKernel($"transposed convolution {geometry.Kernel}", [.. works], windows.Weights, epilogue.Bias);
    }

    // Packed phase by phase, group by group.
    private static nint WeightsOf<TLane>(ConvWindows windows, ConvGeometry geometry, int phase, int group) where TLane : unmanaged, ILane<TLane>
    {
        var (inputs, outputs) = (windows.InputChannels / geometry.Groups, windows.Output.C / geometry.Groups);
        var lengths = TransposePhases.Taps(geometry).Select(taps => RightPanels.Length(taps.Length * inputs, outputs, TLane.Count)).ToArray();
        return (nint)(windows.Weights.Start + (geometry.Groups * lengths[..phase].Sum()) + (group * lengths[phase]));
    }

    private static List<Phase> Phases(Window output, ConvGeometry geometry, Window? addend)
    {
        var (kernel, stride, dilation, pad) = (geometry.Kernel, geometry.Stride, geometry.Dilation, geometry.PadBefore);
        var phases = new List<Phase>();
        foreach (var d in TransposePhases.Axes(output.D, kernel.D, stride.D, dilation.D, pad.D))
        {
            foreach (var h in TransposePhases.Axes(output.H, kernel.H, stride.H, dilation.H, pad.H))
            {
                foreach (var w in TransposePhases.Axes(output.W, kernel.W, stride.W, dilation.W, pad.W))
                {
                    phases.Add(new(
                        phases.Count,
                        new(Triple.All(1), d.Offsets, h.Offsets, w.Offsets),
                        EveryStride(output, (d, h, w), stride),
                        addend is { } window ? EveryStride(window, (d, h, w), stride) : null));
                }
            }
        }

        return phases;
    }

    private static Window EveryStride(Window window, (TransposePhases.Axis D, TransposePhases.Axis H, TransposePhases.Axis W) axes, Triple stride) =>
        window.Every((axes.D.First, axes.H.First, axes.W.First), (axes.D.Count, axes.H.Count, axes.W.Count), (stride.D, stride.H, stride.W));

    /// <summary>One phase: which packed weights, what it reads, which positions it writes.</summary>
    private sealed record Phase(int Index, TapOffsets Taps, Window Output, Window? Addend)
    {
        public Triple Positions => new(Output.D, Output.H, Output.W);

        /// <summary>Equal for phases that multiply the same columns.</summary>
        public (Triple Positions, string Taps) Reads => (Positions, $"{string.Join(',', Taps.D)};{string.Join(',', Taps.H)};{string.Join(',', Taps.W)}");
    }
}
