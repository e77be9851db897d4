namespace UNetSharp.Kernels;

/// <summary>How a convolution reads its weights.</summary>
[Flags]
public enum WeightOrder
{
    /// <summary>[kD, kH, kW, Cin, Cout], taps in order.</summary>
    AsStored = 0,

    /// <summary>The channels of the two sides are exchanged: [kD, kH, kW, Cout, Cin].</summary>
    Transposed = 1,

    /// <summary>The last tap is read first, on all three axes.</summary>
    Flipped = 2,

    /// <summary>Weights of a forward convolution, read for the gradient to its input: that is a convolution of the output's gradient, padded with kernel − 1 − padding.</summary>
    Backward = Transposed | Flipped,
}
