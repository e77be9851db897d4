using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Σ p·y, Σ p and Σ y for each sample and class: a lane is a pixel.</summary>
internal sealed unsafe class OverlapSumsKernel<TLane>(CrossEntropyInputs inputs, Window sums, float? ignore)
    : PixelKernel<TLane>(inputs.Logits.N, checked((int)(inputs.Logits.Pixels / inputs.Logits.N)), inputs.Logits.C)
    where TLane : unmanaged, ILane<TLane>
{
    /// <inheritdoc/>
    public override string Name => "overlap sums";

    private protected override int Partials => 3 * Channels;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Piece(long first, int count, float* tiles, double* partials)
    {
        var classes = Channels;
        var one = TLane.Broadcast(1);
        for (var at = 0; at < count; at += TLane.Count)
        {
            var pixels = Math.Min(TLane.Count, count - at);
            var labels = Load(inputs.Labels.Start + first + at, pixels);
            Gather(inputs.Logits.Start + ((first + at) * classes), pixels, classes, tiles);
            var log = Center(tiles, classes);
            for (var c = 0; c < classes; c++)
            {
                var p = Elementary.Exp(TLane.Load(tiles + (c * TLane.Count)) - log);
                p = ignore is { } ignored ? TLane.SelectEqual(labels, TLane.Broadcast(ignored), TLane.Zero, p) : p;
                var y = TLane.SelectEqual(labels, TLane.Broadcast(c), one, TLane.Zero);
                y = ignore is { } left ? TLane.SelectEqual(labels, TLane.Broadcast(left), TLane.Zero, y) : y;
                partials[c] += Across(p * y, pixels);
                partials[classes + c] += Across(p, pixels);
                partials[(2 * classes) + c] += Across(y, pixels);
            }
        }
    }

    private protected override void Finish()
    {
        for (var at = 0; at < sums.Size; at++)
        {
            sums.Start[at] = (float)Sum(at / Partials, at % Partials);
        }
    }
}

/// <summary>The gradient of the overlap sums to the logits: with d_c = g₀·y_c + g₁ the gradient of p_c, it is p_c·(d_c − Σ p·d). A lane is a pixel.</summary>
internal sealed unsafe class OverlapGradientKernel<TLane>(Window gradient, CrossEntropyInputs inputs, Window result, float? ignore)
    : PixelKernel<TLane>(inputs.Logits.N, checked((int)(inputs.Logits.Pixels / inputs.Logits.N)), inputs.Logits.C)
    where TLane : unmanaged, ILane<TLane>
{
    /// <inheritdoc/>
    public override string Name => "gradient of overlap sums";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Piece(long first, int count, float* tiles, double* partials)
    {
        var classes = Channels;
        var own = gradient.Start + (first / Pixels * 3 * classes);
        for (var at = 0; at < count; at += TLane.Count)
        {
            var pixels = Math.Min(TLane.Count, count - at);
            var labels = Load(inputs.Labels.Start + first + at, pixels);
            var offset = (first + at) * classes;
            Gather(inputs.Logits.Start + offset, pixels, classes, tiles);
            var log = Center(tiles, classes);
            var sum = TLane.Zero;
            for (var c = 0; c < classes; c++)
            {
                var p = Elementary.Exp(TLane.Load(tiles + (c * TLane.Count)) - log);
                TLane.Store(p, tiles + (c * TLane.Count));
                sum = TLane.MultiplyAdd(p, OfProbability(own, labels, c, classes), sum);
            }

            for (var c = 0; c < classes; c++)
            {
                var z = TLane.Load(tiles + (c * TLane.Count)) * (OfProbability(own, labels, c, classes) - sum);
                z = ignore is { } ignored ? TLane.SelectEqual(labels, TLane.Broadcast(ignored), TLane.Zero, z) : z;
                TLane.Store(z, tiles + (c * TLane.Count));
            }

            Scatter(tiles, pixels, classes, result.Start + offset);
        }
    }

    // d_c: g₁, and g₀ more where the pixel is of class c.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane OfProbability(float* gradient, TLane labels, int c, int classes)
    {
        var everywhere = TLane.Broadcast(gradient[classes + c]);
        return TLane.SelectEqual(labels, TLane.Broadcast(c), everywhere + TLane.Broadcast(gradient[c]), everywhere);
    }
}
