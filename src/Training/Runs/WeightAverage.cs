using System.Numerics;
using UNetSharp.Graphs;
using UNetSharp.ModelFiles;

namespace UNetSharp.Training;

/// <summary>A model whose weights follow those of a training slowly: their exponential moving average, running statistics included.</summary>
/// <remarks>a ← a + (1 − d)·(w − a) with d = min(decay, (1 + t)/(10 + t)) behind step t. Polyak, Juditsky, 1992; timm's <c>ModelEmaV3</c> with warm-up has the same d.</remarks>
/// <param name="model">Its weights begin as those of the training and are changed here.</param>
/// <param name="decay">d.</param>
internal sealed class WeightAverage(Model model, double decay)
{
    /// <summary>The model of averaged weights.</summary>
    public Model Model => model;

    /// <summary>Follows.</summary>
    /// <param name="weights">The weights behind the step.</param>
    /// <param name="step">t, from 1.</param>
    public void Follow(Weights weights, long step)
    {
        var share = (float)(1 - Math.Min(decay, (1.0 + step) / (10.0 + step)));
        var length = checked((int)weights.Length);
        Span<float> average = model.Weights.Block.Span(0, length), current = weights.Block.Span(0, length);
        var (i, shares) = (0, new Vector<float>(share));
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var old = new Vector<float>(average[i..]);
            (old + (shares * (new Vector<float>(current[i..]) - old))).CopyTo(average[i..]);
        }

        for (; i < length; i++) average[i] += share * (current[i] - average[i]);
        model.Weights.Changed();
    }
}
