using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>eˣ.</summary>
public sealed record Exp : Unary<ExpFunction>
{
    /// <inheritdoc/>
    protected override ExpFunction Function => default;

    /// <summary>Reads the output, not the input.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient * back.Result);
}

/// <summary>Exp of values.</summary>
public static class ExpExtension
{
    extension(Value x)
    {
        /// <summary>eˣ. PyTorch: <c>exp</c>.</summary>
        public Value Exp() => x.Graph.Add(new Exp(), x);
    }
}
