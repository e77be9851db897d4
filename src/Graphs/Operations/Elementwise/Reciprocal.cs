using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>1 / x.</summary>
public sealed record Reciprocal : Unary<ReciprocalFunction>
{
    /// <inheritdoc/>
    protected override ReciprocalFunction Function => default;

    /// <summary>Reads the output, not the input.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(default(ReciprocalGradient), back.Result));
}

/// <summary>Reciprocal of values.</summary>
public static class ReciprocalExtension
{
    extension(Value x)
    {
        /// <summary>1 / x. PyTorch: <c>reciprocal</c>.</summary>
        public Value Reciprocal() => x.Graph.Add(new Reciprocal(), x);
    }
}
