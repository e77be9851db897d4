using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>|x|.</summary>
public sealed record Abs : Unary<AbsFunction>
{
    /// <inheritdoc/>
    protected override AbsFunction Function => default;

    /// <summary>Reads the input, not the output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(default(AbsGradient), back.Input(0)));
}

/// <summary>Abs of values.</summary>
public static class AbsExtension
{
    extension(Value x)
    {
        /// <summary>|x|; its gradient at 0 is 0. PyTorch: <c>abs</c>.</summary>
        public Value Abs() => x.Graph.Add(new Abs(), x);
    }
}
