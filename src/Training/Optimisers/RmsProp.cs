using System.Numerics;
using System.Runtime.CompilerServices;

namespace UNetSharp.Training;

/// <summary>RMSprop; the formulas stand at <see cref="RmsPropOptions"/>.</summary>
internal sealed class RmsProp(int count, RmsPropOptions options)
    : Optimiser(count, options.Momentum > 0 ? ["square_avg", "momentum_buffer"] : ["square_avg"])
{
    private Rule _rule;

    private protected override void Prepare(double learningRate) =>
        _rule = new((float)learningRate, (float)options.Alpha, (float)(1 - options.Alpha), (float)options.Epsilon, (float)options.Momentum, (float)options.WeightDecay);

    private protected override void Update(in Stretch stretch) => FlatLoop.Run(_rule, stretch);

    private readonly struct Rule(float rate, float past, float newSquare, float epsilon, float momentum, float weightDecay) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> square, ref Vector<float> direction, ref Vector<float> _)
        {
            gradient += weightDecay * parameter;
            square = (past * square) + (newSquare * (gradient * gradient));

            // Without momentum the direction comes as zero, and the sum is the quotient itself.
            direction = (momentum * direction) + (gradient / (Vector.SquareRoot(square) + new Vector<float>(epsilon)));
            parameter -= rate * direction;
        }
    }
}
