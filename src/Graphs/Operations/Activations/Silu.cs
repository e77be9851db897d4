using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>x·σ(x), also called swish.</summary>
public sealed record Silu : Unary<SiluFunction>
{
    /// <inheritdoc/>
    protected override SiluFunction Function => default;

    /// <summary>Reads the input, not the output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(default(SiluGradient), back.Input(0)));
}

/// <summary>Silu of values.</summary>
public static class SiluExtension
{
    extension(Value x)
    {
        /// <summary>x·σ(x), also called swish. PyTorch: <c>silu</c>. Elfwing et al., 2018, arXiv 1702.03118.</summary>
        public Value Silu() => x.Graph.Add(new Silu(), x);
    }
}
