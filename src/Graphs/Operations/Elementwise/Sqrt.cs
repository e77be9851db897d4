using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>√x.</summary>
public sealed record Sqrt : Unary<SqrtFunction>
{
    /// <inheritdoc/>
    protected override SqrtFunction Function => default;

    /// <summary>Reads the output, not the input.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(default(SqrtGradient), back.Result));
}

/// <summary>Sqrt of values.</summary>
public static class SqrtExtension
{
    extension(Value x)
    {
        /// <summary>√x; its gradient at 0 is +∞. PyTorch: <c>sqrt</c>.</summary>
        public Value Sqrt() => x.Graph.Add(new Sqrt(), x);
    }
}
