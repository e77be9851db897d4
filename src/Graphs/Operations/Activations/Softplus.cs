using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>log(1 + e^(β·x)) / β.</summary>
/// <param name="Beta">Sharpness, above 0.</param>
/// <param name="Threshold">Where β·x is above it, the result is x.</param>
public sealed record Softplus(float Beta, float Threshold) : Unary<SoftplusFunction>
{
    /// <inheritdoc/>
    protected override SoftplusFunction Function => new(Beta, Threshold);

    /// <summary>Reads the input, not the output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(new SoftplusGradient(Beta, Threshold), back.Input(0)));
}

/// <summary>Softplus of values.</summary>
public static class SoftplusExtension
{
    extension(Value x)
    {
        /// <summary>log(1 + e^(β·x)) / β. PyTorch: <c>softplus</c>.</summary>
        /// <param name="beta">1 by default; above 0.</param>
        /// <param name="threshold">20 by default: where β·x is above it, the result is x.</param>
        /// <exception cref="ArgumentOutOfRangeException">β is not above 0.</exception>
        public Value Softplus(float beta = 1, float threshold = 20)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);

            return x.Graph.Add(new Softplus(beta, threshold), x);
        }
    }
}
