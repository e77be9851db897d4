using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>x·Φ(x), Φ the integral of the standard normal distribution.</summary>
public sealed record Gelu : Unary<GeluFunction>
{
    /// <inheritdoc/>
    protected override GeluFunction Function => default;

    /// <summary>Reads the input, not the output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(default(GeluGradient), back.Input(0)));
}

/// <summary>Gelu of values.</summary>
public static class GeluExtension
{
    extension(Value x)
    {
        /// <summary>x·Φ(x) = x·(1 + erf(x / √2)) / 2. PyTorch: <c>gelu</c>. Hendrycks and Gimpel, 2016, arXiv 1606.08415.</summary>
        public Value Gelu() => x.Graph.Add(new Gelu(), x);
    }
}
