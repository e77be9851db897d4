using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The gradient of the cross-entropy to the logits: a lane is a pixel.</summary>
/// <remarks>
/// With ∂p_t/∂z_j = p_t·(δ_jt − p_j), the pixel's loss (<see cref="CrossEntropy"/>) has the derivatives
/// <code>
/// (1 − ε)·k_t·F·(p_j − δ_jt) + ε/C·(p_j·Σ k − k_j),   F = (1 − p_t)^γ + γ·p_t·(1 − p_t)^(γ−1)·(−log p_t)
/// </code>
/// What the mean divides by is summed first, over labels and weights alone.
/// </remarks>
internal sealed unsafe class CrossEntropyGradientKernel<TLane>(Window gradient, CrossEntropyInputs inputs, Window result, CrossEntropyOptions options)
    : PixelLossKernel<TLane>(inputs, options, inputs.Logits.C)
    where TLane : unmanaged, ILane<TLane>
{
    private readonly Divisor _divisor = new(inputs, options);
    private float _factor;

    /// <inheritdoc/>
    public override string Name => "gradient of cross-entropy";

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(Math.Max(base.Scratch.Shared, _divisor.Scratch.Shared), Math.Max(base.Scratch.PerWorker, _divisor.Scratch.PerWorker));

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        _divisor.Run(team, scratch);
        team.For(1, this, static (kernel, _, _) => kernel.Divide());
        base.Run(team, scratch);
    }

    private void Divide() => _factor = _divisor.Value == 0 ? 0 : (float)(*gradient.Start / _divisor.Value);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Piece(long first, int count, float* tiles, double* partials)
    {
        var classes = Channels;
        TLane one = TLane.Broadcast(1), spread = TLane.Broadcast(Options.Smoothing / classes), all = TLane.Broadcast(ClassWeightSum());
        for (var at = 0; at < count; at += TLane.Count)
        {
            var pixels = Math.Min(TLane.Count, count - at);
            var labels = Load(Inputs.Labels.Start + first + at, pixels);
            var weight = PixelWeight(first + at, pixels, labels) * TLane.Broadcast(_factor);
            var offset = (first + at) * classes;

            Gather(Inputs.Logits.Start + offset, pixels, classes, tiles);
            var log = Center(tiles, classes);
            var onLabel = TLane.Broadcast(1 - Options.Smoothing) * ClassWeight(labels, classes);
            onLabel *= Options.Focus == 0 ? one : Focused(log - OfLabel(tiles, labels, classes));
            for (var c = 0; c < classes; c++)
            {
                var p = Elementary.Exp(TLane.Load(tiles + (c * TLane.Count)) - log);
                var z = onLabel * (p - TLane.SelectEqual(labels, TLane.Broadcast(c), one, TLane.Zero));
                z = TLane.MultiplyAdd(spread, (p * all) - TLane.Broadcast(ClassWeights is null ? 1 : ClassWeights[c]), z);
                TLane.Store(TLane.SelectEqual(weight, TLane.Zero, TLane.Zero, z * weight), tiles + (c * TLane.Count));
            }

            Scatter(tiles, pixels, classes, result.Start + offset);
        }
    }

    // F, from −log p of the label. As p nears 1, −log p / (1 − p) nears 1, and (1 − p)^(γ−1)·(−log p) is taken as (1 − p)^γ times that quotient.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Focused(TLane surprise)
    {
        TLane one = TLane.Broadcast(1), p = Elementary.Exp(TLane.Zero - surprise);
        var missing = TLane.Max(one - p, TLane.Zero);
        var quotient = TLane.SelectEqual(missing, TLane.Zero, one, surprise / missing);
        return new PowerFunction(Options.Focus).Apply(missing) * TLane.MultiplyAdd(TLane.Broadcast(Options.Focus) * p, quotient, one);
    }

    private float ClassWeightSum()
    {
        var sum = 0f;
        for (var c = 0; c < Channels; c++)
        {
            sum += ClassWeights is null ? 1 : ClassWeights[c];
        }

        return sum;
    }

    /// <summary>What the mean divides by.</summary>
    private sealed class Divisor(CrossEntropyInputs inputs, CrossEntropyOptions options) : PixelLossKernel<TLane>(inputs, options, channels: 1)
    {
        public override string Name => "divisor of cross-entropy";

        public double Value { get; private set; }

        private protected override int Partials => 1;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private protected override void Piece(long first, int count, float* tiles, double* partials)
        {
            for (var at = 0; at < count; at += TLane.Count)
            {
                var pixels = Math.Min(TLane.Count, count - at);
                var labels = Load(Inputs.Labels.Start + first + at, pixels);
                partials[0] += Across(Options.Mean == PixelMean.OverWeights
                    ? PixelWeight(first + at, pixels, labels) * ClassWeight(labels, Inputs.Logits.C)
                    : Counted(pixels, labels), pixels);
            }
        }

        private protected override void Finish() => Value = Sum(0, 0);
    }
}
