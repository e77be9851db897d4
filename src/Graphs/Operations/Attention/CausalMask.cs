using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>What is added to attention scores [.., Queries, Keys] so that a query sees no key behind it: 0 for k ≤ q, −∞ else. No inputs.</summary>
/// <param name="Queries">Rows.</param>
/// <param name="Keys">Columns.</param>
public sealed record CausalMask(int Queries, int Keys) : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => [Queries, Keys];

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return new Kernels.CausalMask(binding.Output);
    }
}
