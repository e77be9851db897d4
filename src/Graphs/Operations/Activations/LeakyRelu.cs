using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>x for x &gt; 0, slope·x otherwise.</summary>
/// <param name="Slope">At least 0, so that the output has the input's sign and the gradient can be told from it.</param>
public sealed record LeakyRelu(float Slope) : Unary<LeakyReluFunction>
{
    /// <inheritdoc/>
    public override Ride? Ride => new(RideKind.Activation, NegativeSlope: Slope);

    /// <inheritdoc/>
    protected override LeakyReluFunction Function => new(Slope);

    /// <summary>Reads the output, not the input.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(new LeakyReluGradient(Slope), back.Result));
}

/// <summary>LeakyRelu of values.</summary>
public static class LeakyReluExtension
{
    extension(Value x)
    {
        /// <summary>x for x &gt; 0, slope·x otherwise. PyTorch: <c>leaky_relu</c>. Maas et al., ICML 2013.</summary>
        /// <param name="slope">0.01 by default, as in PyTorch; at least 0.</param>
        /// <exception cref="ArgumentOutOfRangeException">The slope is negative.</exception>
        public Value LeakyRelu(float slope = 0.01f)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(slope);

            return x.Graph.Add(new LeakyRelu(slope), x);
        }
    }
}
