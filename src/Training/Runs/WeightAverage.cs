using System.Numerics;
using System.Runtime.CompilerServices;
using UNetSharp.ModelFiles;

namespace UNetSharp.Training;

/// <summary>A model whose weights follow those of a training slowly: their exponential moving average, running statistics included.</summary>
/// <remarks>a ← a + (1 − d)·(w − a) with d = min(decay, (1 + t)/(10 + t)) behind step t. Polyak, Juditsky, 1992; timm's <c>ModelEmaV3</c> with warm-up has the same d.</remarks>
/// <param name="model">Its weights begin as those of the training and are changed here.</param>
/// <param name="decay">d.</param>
internal sealed class WeightAverage(Model model, double decay)
{
    private float _share;

    /// <summary>The model of averaged weights.</summary>
    public Model Model => model;

    /// <summary>Begins to follow a step: its stretches come in any order, on any threads.</summary>
    /// <param name="step">t, from 1.</param>
    public void Begin(long step) => _share = (float)(1 - Math.Min(decay, (1.0 + step) / (10.0 + step)));

    /// <summary>Follows on a stretch of the block.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="weights">The weights behind the step.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Follow(long start, ReadOnlySpan<float> weights)
    {
        var average = model.Weights.Block.Span(start, weights.Length);
        var (i, shares) = (0, new Vector<float>(_share));
        for (; i <= average.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var old = new Vector<float>(average[i..]);
            (old + (shares * (new Vector<float>(weights[i..]) - old))).CopyTo(average[i..]);
        }

        for (; i < average.Length; i++) average[i] += _share * (weights[i] - average[i]);
    }

    /// <summary>Ends the step.</summary>
    public void Finish() => model.Weights.Changed();
}
