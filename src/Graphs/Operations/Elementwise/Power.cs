using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>x to a constant power.</summary>
/// <param name="Exponent">The power.</param>
public sealed record Power(float Exponent) : Unary<PowerFunction>
{
    /// <inheritdoc/>
    protected override PowerFunction Function => new(Exponent);

    /// <summary>Reads the input, not the output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(new PowerGradient(Exponent), back.Input(0)));
}

/// <summary>Power of values.</summary>
public static class PowerExtension
{
    extension(Value x)
    {
        /// <summary>x to a constant power. PyTorch: <c>pow</c>; NaN for x &lt; 0 unless the exponent is whole and at most 8 in size.</summary>
        public Value Power(float exponent) => x.Graph.Add(new Power(exponent), x);
    }
}
