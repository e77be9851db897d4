using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>σ(x) = 1 / (1 + e⁻ˣ).</summary>
public sealed record Sigmoid : Unary<SigmoidFunction>
{
    /// <inheritdoc/>
    protected override SigmoidFunction Function => default;

    /// <summary>Reads the output, not the input.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(default(SigmoidGradient), back.Result));
}

/// <summary>Sigmoid of values.</summary>
public static class SigmoidExtension
{
    extension(Value x)
    {
        /// <summary>1 / (1 + e⁻ˣ). PyTorch: <c>sigmoid</c>.</summary>
        public Value Sigmoid() => x.Graph.Add(new Sigmoid(), x);
    }
}
