using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>x·tanh(log(1 + eˣ)).</summary>
public sealed record Mish : Unary<MishFunction>
{
    /// <inheritdoc/>
    protected override MishFunction Function => default;

    /// <summary>Reads the input, not the output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(default(MishGradient), back.Input(0)));
}

/// <summary>Mish of values.</summary>
public static class MishExtension
{
    extension(Value x)
    {
        /// <summary>x·tanh(log(1 + eˣ)). PyTorch: <c>mish</c>. Misra, 2019, arXiv 1908.08681.</summary>
        public Value Mish() => x.Graph.Add(new Mish(), x);
    }
}
