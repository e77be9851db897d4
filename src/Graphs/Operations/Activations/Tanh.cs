using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>tanh x.</summary>
public sealed record Tanh : Unary<TanhFunction>
{
    /// <inheritdoc/>
    protected override TanhFunction Function => default;

    /// <summary>Reads the output, not the input.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(default(TanhGradient), back.Result));
}

/// <summary>Tanh of values.</summary>
public static class TanhExtension
{
    extension(Value x)
    {
        /// <summary>tanh x. PyTorch: <c>tanh</c>.</summary>
        public Value Tanh() => x.Graph.Add(new Tanh(), x);
    }
}
