using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>max(x, 0).</summary>
public sealed record Relu : Unary<ReluFunction>
{
    /// <inheritdoc/>
    public override Ride? Ride => new(RideKind.Activation, NegativeSlope: 0);

    /// <inheritdoc/>
    protected override ReluFunction Function => default;

    /// <summary>Reads the output, not the input.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(default(ReluGradient), back.Result));
}

/// <summary>Relu of values.</summary>
public static class ReluExtension
{
    extension(Value x)
    {
        /// <summary>max(x, 0). PyTorch: <c>relu</c>. Nair and Hinton, ICML 2010.</summary>
        public Value Relu() => x.Graph.Add(new Relu(), x);
    }
}
