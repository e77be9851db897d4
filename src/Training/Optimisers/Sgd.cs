using System.Numerics;
using System.Runtime.CompilerServices;

namespace UNetSharp.Training;

/// <summary>Stochastic gradient descent; the formulas stand at <see cref="SgdOptions"/>.</summary>
internal sealed class Sgd(int count, SgdOptions options) : Optimiser(count, options.Momentum > 0 ? ["momentum_buffer"] : [])
{
    private protected override void Update(Span<float> parameters, ReadOnlySpan<float> gradients, double learningRate)
    {
        var rule = new Rule((float)learningRate, (float)options.Momentum, options.Nesterov, (float)options.WeightDecay);
        FlatLoop.Run(rule, parameters, gradients, options.Momentum > 0 ? States[0].Block : []);
    }

    private readonly struct Rule(float rate, float momentum, bool nesterov, float weightDecay) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> direction, ref Vector<float> _, ref Vector<float> __)
        {
            gradient += weightDecay * parameter;

            // PyTorch begins with m = g; from m = 0 that is the same.
            direction = (momentum * direction) + gradient;
            parameter -= rate * (nesterov ? gradient + (momentum * direction) : direction);
        }
    }
}
