using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>x for x &gt; 0, α·(eˣ − 1) otherwise.</summary>
/// <param name="Alpha">At least 0.</param>
public sealed record Elu(float Alpha) : Unary<EluFunction>
{
    /// <inheritdoc/>
    protected override EluFunction Function => new(Alpha);

    /// <summary>Reads the output, not the input.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(new EluGradient(Alpha), back.Result));
}

/// <summary>Elu of values.</summary>
public static class EluExtension
{
    extension(Value x)
    {
        /// <summary>x for x &gt; 0, α·(eˣ − 1) otherwise. PyTorch: <c>elu</c>. Clevert et al., 2016, arXiv 1511.07289.</summary>
        /// <param name="alpha">1 by default, as in PyTorch; at least 0.</param>
        /// <exception cref="ArgumentOutOfRangeException">α is negative.</exception>
        public Value Elu(float alpha = 1)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(alpha);

            return x.Graph.Add(new Elu(alpha), x);
        }
    }
}
