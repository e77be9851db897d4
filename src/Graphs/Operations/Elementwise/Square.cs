using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>x².</summary>
public sealed record Square : Unary<SquareFunction>
{
    /// <inheritdoc/>
    protected override SquareFunction Function => default;

    /// <summary>Reads the input, not the output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(default(SquareGradient), back.Input(0)));
}

/// <summary>Square of values.</summary>
public static class SquareExtension
{
    extension(Value x)
    {
        /// <summary>x². PyTorch: <c>square</c>.</summary>
        public Value Square() => x.Graph.Add(new Square(), x);
    }
}
