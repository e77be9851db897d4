using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>x·min(max(x + 3, 0), 6) / 6.</summary>
public sealed record HardSwish : Unary<HardSwishFunction>
{
    /// <inheritdoc/>
    protected override HardSwishFunction Function => default;

    /// <summary>Reads the input, not the output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(default(HardSwishGradient), back.Input(0)));
}

/// <summary>HardSwish of values.</summary>
public static class HardSwishExtension
{
    extension(Value x)
    {
        /// <summary>x·min(max(x + 3, 0), 6) / 6. PyTorch: <c>hardswish</c>. Howard et al., 2019, arXiv 1905.02244.</summary>
        public Value HardSwish() => x.Graph.Add(new HardSwish(), x);
    }
}
