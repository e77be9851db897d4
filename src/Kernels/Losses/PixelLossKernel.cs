using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>What losses on labelled pixels share: which pixels count, and how much.</summary>
internal abstract unsafe class PixelLossKernel<TLane>(CrossEntropyInputs inputs, CrossEntropyOptions options, int channels)
    : PixelKernel<TLane>(1, checked((int)inputs.Logits.Pixels), channels)
    where TLane : unmanaged, ILane<TLane>
{
    private protected CrossEntropyInputs Inputs => inputs;

    private protected CrossEntropyOptions Options => options;

    private protected float* ClassWeights => inputs.ClassWeights is { } weights ? weights.Start : null;

    /// <summary>The weight of each pixel: 0 where it is ignored, and behind the last pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected TLane PixelWeight(long pixel, int count, TLane labels)
    {
        TLane zero = TLane.Zero, one = TLane.Broadcast(1);
        var weight = inputs.PixelWeights is { } weights ? Load(weights.Start + pixel, count) : Counts(count);
        return options.Ignore is { } ignored ? TLane.SelectEqual(labels, TLane.Broadcast(ignored), zero, weight) : weight;
    }

    /// <summary>1 for each pixel that counts, 0 where it is ignored, and behind the last pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected TLane Counted(int count, TLane labels) =>
        options.Ignore is { } ignored ? TLane.SelectEqual(labels, TLane.Broadcast(ignored), TLane.Zero, Counts(count)) : Counts(count);

    /// <summary>A number of each pixel's own class: of a tile's row, or of the class weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static TLane OfLabel(float* tile, TLane labels, int classes)
    {
        var own = TLane.Zero;
        for (var c = 0; c < classes; c++)
        {
            own = TLane.SelectEqual(labels, TLane.Broadcast(c), TLane.Load(tile + (c * TLane.Count)), own);
        }

        return own;
    }

    /// <summary>The class weight of each pixel's label, 1 without class weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected TLane ClassWeight(TLane labels, int classes)
    {
        if (ClassWeights is null)
        {
            return TLane.Broadcast(1);
        }

        var own = TLane.Zero;
        for (var c = 0; c < classes; c++)
        {
            own = TLane.SelectEqual(labels, TLane.Broadcast(c), TLane.Broadcast(ClassWeights[c]), own);
        }

        return own;
    }

    /// <summary>Refuses labels that are no class: a model would silently learn nothing from them.</summary>
    private protected void RequireClasses(long first, int count)
    {
        var labels = inputs.Labels.Start + first;
        var classes = inputs.Logits.C;
        for (var at = 0; at < count; at++)
        {
            var label = labels[at];
            if (!(label >= 0 && label < classes && label == MathF.Floor(label)) && label != options.Ignore)
            {
                throw new ArgumentException($"CrossEntropy: pixel {first + at} has the label {label}; labels are whole numbers from 0 to {classes - 1}{(options.Ignore is { } ignored ? $", or {ignored} to be ignored" : "")}.");
            }
        }
    }

    // 1 in the first lanes, 0 in the others.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Counts(int count)
    {
        var one = TLane.Broadcast(1);
        return count == TLane.Count ? one : TLane.LoadFirst((float*)&one, count);
    }
}
