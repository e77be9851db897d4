namespace UNetSharp.Kernels;

/// <summary>The weights of a convolution, and how to read them.</summary>
/// <param name="Values">Contiguous [kD, kH, kW, Cin, Cout], seen as a window [N, D, H, W, C]; [kD, kH, kW, Cout, Cin] if transposed.</param>
/// <param name="Order">As stored, or as the gradient to the input needs them.</param>
internal readonly record struct OrderedWeights(Window Values, WeightOrder Order)
{
    /// <summary>Channels that they read.</summary>
    public int Inputs => Order.HasFlag(WeightOrder.Transposed) ? Values.C : Values.W;

    /// <summary>Channels that they make.</summary>
    public int Outputs => Order.HasFlag(WeightOrder.Transposed) ? Values.W : Values.C;
}
