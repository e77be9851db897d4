using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The cross-entropy of labelled pixels, and its focal and smoothed variants: a lane is a pixel.</summary>
internal sealed unsafe class CrossEntropyKernel<TLane>(CrossEntropyInputs inputs, Window loss, CrossEntropyOptions options)
    : PixelLossKernel<TLane>(inputs, options, inputs.Logits.C)
    where TLane : unmanaged, ILane<TLane>
{
    /// <inheritdoc/>
    public override string Name => "cross-entropy";

    // Each piece leaves the sum of its pixels' losses and of what the mean divides by.
    private protected override int Partials => 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Piece(long first, int count, float* tiles, double* partials)
    {
        RequireClasses(first, count);
        var classes = Channels;
        var one = TLane.Broadcast(1);
        for (var at = 0; at < count; at += TLane.Count)
        {
            var pixels = Math.Min(TLane.Count, count - at);
            var labels = Load(Inputs.Labels.Start + first + at, pixels);
            TLane weight = PixelWeight(first + at, pixels, labels), own = ClassWeight(labels, classes);

            Gather(Inputs.Logits.Start + ((first + at) * classes), pixels, classes, tiles);
            var log = Center(tiles, classes);
            var surprise = log - OfLabel(tiles, labels, classes); // −log p of the label
            var pixel = TLane.Broadcast(1 - Options.Smoothing) * own * surprise;
            if (Options.Focus != 0)
            {
                var missing = TLane.Max(one - Elementary.Exp(TLane.Zero - surprise), TLane.Zero); // 1 − p
                pixel *= new PowerFunction(Options.Focus).Apply(missing);
            }

            if (Options.Smoothing != 0)
            {
                pixel = TLane.MultiplyAdd(TLane.Broadcast(Options.Smoothing / classes), Spread(tiles, log), pixel);
            }

            // An ignored pixel's label is no class: what was computed for it must not meet the sum, not even times 0.
            pixel = TLane.SelectEqual(weight, TLane.Zero, TLane.Zero, pixel * weight);
            partials[0] += Across(pixel, pixels);
            partials[1] += Across(Options.Mean == PixelMean.OverWeights ? weight * own : Counted(pixels, labels), pixels);
        }
    }

    private protected override void Finish()
    {
        var (sum, divisor) = (Sum(0, 0), Sum(0, 1));
        *loss.Start = divisor == 0 ? 0 : (float)(sum / divisor);
    }

    // Σ over classes of their weight times −log p.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Spread(float* tile, TLane log)
    {
        var sum = TLane.Zero;
        for (var c = 0; c < Channels; c++)
        {
            var surprise = log - TLane.Load(tile + (c * TLane.Count));
            sum = TLane.MultiplyAdd(surprise, TLane.Broadcast(ClassWeights is null ? 1 : ClassWeights[c]), sum);
        }

        return sum;
    }
}
