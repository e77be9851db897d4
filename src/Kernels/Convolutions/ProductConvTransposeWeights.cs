namespace UNetSharp.Kernels;

/// <summary>Packs the weights of a <see cref="ProductConvTranspose"/>, once after each change of them.</summary>
/// <remarks>
/// <code>
/// plain       [kD, kH, kW, Cin, Cout/groups]   a transposed convolution's own (PyTorch: [Cin, Cout/groups, k…])
/// transposed  [kD, kH, kW, Cout/groups, Cin]   a convolution's own, when this is its input gradient: Cin are the convolution's output channels
/// packed      for each phase of the stride, for each group: [Cout/groups / 2L][K][2L],  K = taps of the phase · Cin/groups filled up to a multiple of L
/// </code>
/// </remarks>
public static unsafe class ProductConvTransposeWeights
{
    /// <summary>Floats of the packed weights.</summary>
    /// <param name="width">Registers of the kernel that will read them.</param>
    /// <param name="geometry">Kernel, stride, dilation and groups matter.</param>
    /// <param name="inputs">Cin.</param>
    /// <param name="outputs">Cout.</param>
    public static long PackedLength(VectorWidth width, ConvGeometry geometry, int inputs, int outputs) =>
        geometry.Groups * TransposePhases.Taps(geometry).Sum(taps => RightPanels.Length(taps.Length * (inputs / geometry.Groups), outputs / geometry.Groups, width.Lanes()));

    /// <summary>Binds the packing.</summary>
    /// <param name="width">Registers of the kernel that will read them.</param>
    /// <param name="weights">Contiguous: [kD, kH, kW, Cin, Cout/groups], or with the last two axes exchanged.</param>
    /// <param name="packed">Contiguous, <see cref="PackedLength"/> floats.</param>
    /// <param name="geometry">Kernel, stride, dilation and groups matter.</param>
    /// <param name="transposed">Whether the last two axes are exchanged.</param>
    /// <exception cref="ArgumentException">The extents do not belong together.</exception>
    public static Kernel Create(VectorWidth width, Window weights, Window packed, ConvGeometry geometry, bool transposed = false)
    {
        const string Operation = nameof(ProductConvTransposeWeights);
        ConvExtents.CheckGeometry(Operation, geometry);
        ConvExtents.CheckWeights(Operation, weights, geometry.Kernel, weights.W, weights.C);
        var (inputs, outputs) = transposed ? (weights.C, weights.W) : (weights.W, weights.C);
        if (inputs % geometry.Groups != 0)
        {
            throw new ArgumentException($"{Operation}: {geometry.Groups} groups must divide the {inputs} input channels of the weights {weights}.");
        }

        ConvExtents.CheckPacked(Operation, packed, PackedLength(width, geometry, inputs, outputs * geometry.Groups));
        return width switch
        {
            VectorWidth.Bits512 => Create<Lane512>(weights, packed, geometry, transposed),
            VectorWidth.Bits256 => Create<Lane256>(weights, packed, geometry, transposed),
            VectorWidth.Bits128 => Create<Lane128>(weights, packed, geometry, transposed),
            _ => Create<Lane1>(weights, packed, geometry, transposed),
        };
    }

    private static RightPacking<TLane> Create<TLane>(Window weights, Window packed, ConvGeometry geometry, bool transposed) where TLane : unmanaged, ILane<TLane>
    {
        var (inputs, outputs) = transposed ? (weights.C / geometry.Groups, weights.W) : (weights.W / geometry.Groups, weights.C);
        var (rowStride, columnStride) = transposed ? (1, weights.C) : (weights.C, 1);
        var matrices = new List<RightPanels<TLane>>();
        var to = packed.Start;
        foreach (var taps in TransposePhases.Taps(geometry))
        {
            for (var group = 0; group < geometry.Groups; group++)
            {
                var start = weights.Start + ((long)group * inputs * rowStride);
                var segments = taps.Select(tap => (nint)(start + ((long)tap * weights.W * weights.C)));
                matrices.Add(new([.. segments], inputs, rowStride, outputs, columnStride, (nint)to));
                to += RightPanels.Length(taps.Length * inputs, outputs, TLane.Count);
            }
        }

        return new("packed weights", [.. matrices], weights, packed);
    }
}
