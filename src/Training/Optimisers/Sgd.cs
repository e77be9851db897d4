using System.Numerics;
using System.Runtime.CompilerServices;

namespace UNetSharp.Training;

/// <summary>Stochastic gradient descent; the formulas stand at <see cref="SgdOptions"/>.</summary>
internal sealed class Sgd(int count, SgdOptions options) : Optimiser(count, options.Momentum > 0 ? ["momentum_buffer"] : [])
{
    private Rule _rule;

    private protected override void Prepare(double learningRate) => _rule = new((float)learningRate, (float)options.Momentum, options.Nesterov, (float)options.WeightDecay);

    private protected override void Update(in Stretch stretch) => FlatLoop.Run(_rule, stretch);

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
