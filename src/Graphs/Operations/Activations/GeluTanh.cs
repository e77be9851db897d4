using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>The tanh form of GELU: x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2.</summary>
public sealed record GeluTanh : Unary<GeluTanhFunction>
{
    /// <inheritdoc/>
    protected override GeluTanhFunction Function => default;

    /// <summary>Reads the input, not the output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(default(GeluTanhGradient), back.Input(0)));
}

/// <summary>GeluTanh of values.</summary>
public static class GeluTanhExtension
{
    extension(Value x)
    {
        /// <summary>x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2. PyTorch: <c>gelu(approximate="tanh")</c>.</summary>
        public Value GeluTanh() => x.Graph.Add(new GeluTanh(), x);
    }
}
