namespace UNetSharp.Kernels;

/// <summary>Packs the weights of a <see cref="ProductConv"/>, once after each change of them.</summary>
/// <remarks>
/// <code>
/// plain       [kD, kH, kW, Cin/groups, Cout]
/// transposed  [kD, kH, kW, Cout, Cin/groups]   the weights of a transposed convolution, whose input gradient is a convolution
/// packed      [groups][Cout/groups / 2L][K][2L],  K = kD·kH·kW·Cin/groups filled up to a multiple of L
/// </code>
/// </remarks>
public static unsafe class ProductConvWeights
{
    /// <summary>Floats of the packed weights.</summary>
    /// <param name="width">Registers of the convolution that will read them.</param>
    /// <param name="geometry">Only kernel and groups matter.</param>
    /// <param name="inputs">Cin.</param>
    /// <param name="outputs">Cout.</param>
    public static long PackedLength(VectorWidth width, ConvGeometry geometry, int inputs, int outputs) =>
        geometry.Groups * RightPanels.Length(geometry.Kernel.Product * (inputs / geometry.Groups), outputs / geometry.Groups, width.Lanes());

    /// <summary>Binds the packing.</summary>
    /// <param name="width">Registers of the convolution that will read them.</param>
    /// <param name="weights">Contiguous: [kD, kH, kW, Cin/groups, Cout], or with the last two axes exchanged.</param>
    /// <param name="packed">Contiguous, <see cref="PackedLength"/> floats.</param>
    /// <param name="geometry">Only kernel and groups matter.</param>
    /// <param name="transposed">Whether the last two axes are exchanged.</param>
    /// <exception cref="ArgumentException">The extents do not belong together.</exception>
    public static Kernel Create(VectorWidth width, Window weights, Window packed, ConvGeometry geometry, bool transposed = false)
    {
        ConvExtents.CheckGeometry(nameof(ProductConvWeights), geometry);
        var (inputs, outputs) = transposed ? (weights.C, weights.W) : (weights.W, weights.C);
        ConvExtents.CheckWeights(nameof(ProductConvWeights), weights, geometry.Kernel, weights.W, weights.C);
        if (outputs % geometry.Groups != 0)
        {
            throw new ArgumentException($"{nameof(ProductConvWeights)}: {geometry.Groups} groups must divide the {outputs} output channels of the weights {weights}.");
        }

        ConvExtents.CheckPacked(nameof(ProductConvWeights), packed, PackedLength(width, geometry, inputs * geometry.Groups, outputs));
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
        var (inputs, outputs) = transposed ? (weights.C, weights.W / geometry.Groups) : (weights.W, weights.C / geometry.Groups);
        var (rowStride, columnStride) = transposed ? (1, inputs) : (weights.C, 1);
        var (tap, taps) = (weights.W * weights.C, geometry.Kernel.Product);
        var matrices = new RightPanels<TLane>[geometry.Groups];
        var to = packed.Start;
        for (var group = 0; group < matrices.Length; group++)
        {
            var start = weights.Start + ((long)group * outputs * columnStride);
            var segments = Enumerable.Range(0, taps).Select(t => (nint)(start + ((long)t * tap)));
            matrices[group] = new([.. segments], inputs, rowStride, outputs, columnStride, (nint)to);
            to += RightPanels.Length(taps * inputs, outputs, TLane.Count);
        }

        return new("packed weights", matrices, weights, packed);
    }
}
