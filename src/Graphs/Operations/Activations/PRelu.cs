using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>x for x &gt; 0, slope·x otherwise, with a learnt slope. Inputs: x, slope.</summary>
public sealed record PRelu : Binary<PReluFunction>
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[1].Rank == 1 && (inputs[1][0] == 1 || inputs[1][0] == inputs[0].Channels) ? inputs[0]
        : throw new ArgumentException($"PRelu: the slopes of {inputs[0]} are [{inputs[0].Channels}], one for each channel, or [1], one for all; not {inputs[1]}.");

    /// <summary>Reads both inputs: to x the gradient, times the slope where x ≤ 0; to the slope Σ gradient·min(x, 0).</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient.Threewise(default(PReluGradient), back.Input(0), back.Input(1)));
        back.To(1, () => back.Gradient.Pairwise(default(PReluSlopeGradient), back.Input(0)).SumTo(back.Input(1).Shape));
    }
}

/// <summary>PReLU of values.</summary>
public static class PReluExtension
{
    extension(Value x)
    {
        /// <summary>x for x &gt; 0, slope·x otherwise. PyTorch: <c>prelu</c>. He et al., 2015, arXiv 1502.01852.</summary>
        /// <param name="slope">[C], one for each channel, or [1], one for all.</param>
        /// <exception cref="ArgumentException">The slopes are of another shape.</exception>
        public Value PRelu(Value slope) => x.Graph.Add(new PRelu(), x, slope);
    }
}
