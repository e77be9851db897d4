namespace UNetSharp.Kernels;

/// <summary>The weights of a convolution [kD, kH, kW, Cin, Cout] (seen as a window [N, D, H, W, C]), and how to read them.</summary>
internal readonly struct OrderedWeights(Window values, WeightOrder order)
{
    /// <summary>The weights as they are stored.</summary>
    public Window Values { get; } = values;

    /// <summary>Whether the two sides' channels are exchanged.</summary>
    public bool Transposed { get; } = order.HasFlag(WeightOrder.Transposed);

    /// <summary>Whether the last tap is read first.</summary>
    public bool Flipped { get; } = order.HasFlag(WeightOrder.Flipped);

    /// <summary>Channels that they read.</summary>
    public int Inputs => Transposed ? Values.C : Values.W;

    /// <summary>Channels that they make.</summary>
    public int Outputs => Transposed ? Values.W : Values.C;
}
