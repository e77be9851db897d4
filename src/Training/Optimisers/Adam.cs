using System.Numerics;
using System.Runtime.CompilerServices;

namespace UNetSharp.Training;

/// <summary>Adam and AdamW; the formulas stand at <see cref="AdamOptions"/> and <see cref="AdamWOptions"/>.</summary>
/// <param name="count">How many parameters.</param>
/// <param name="beta1">The weight of the past in the average gradient.</param>
/// <param name="beta2">The weight of the past in the average square.</param>
/// <param name="epsilon">Keeps the quotient finite.</param>
/// <param name="penalty">The L2 factor of Adam, added to the gradient.</param>
/// <param name="decay">The decoupled decay of AdamW, taken off the parameter.</param>
/// <param name="amsgrad">Divides by the largest average square so far.</param>
internal sealed class Adam(int count, double beta1, double beta2, double epsilon, double penalty, double decay, bool amsgrad)
    : Optimiser(count, amsgrad ? ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"] : ["exp_avg", "exp_avg_sq"])
{
    private Rule _rule;

    // In float64: 1 − 0.999 in float32 would be off by 5e-5 of itself.
    private protected override void Prepare(double learningRate) =>
        _rule = new Rule
        {
            Shrink = (float)(1 - (learningRate * decay)),
            Penalty = (float)penalty,
            NewGradient = (float)(1 - beta1),
            Past = (float)beta2,
            NewSquare = (float)(1 - beta2),
            Rate = (float)(learningRate / (1 - Math.Pow(beta1, StepCount))),
            RootCorrection = (float)Math.Sqrt(1 - Math.Pow(beta2, StepCount)),
            Epsilon = (float)epsilon,
            Amsgrad = amsgrad,
        };

    private protected override void Update(in Stretch stretch) => FlatLoop.Run(_rule, stretch);

    private readonly struct Rule : IUpdateRule
    {
        public required float Shrink { get; init; }

        public required float Penalty { get; init; }

        public required float NewGradient { get; init; }

        public required float Past { get; init; }

        public required float NewSquare { get; init; }

        public required float Rate { get; init; }

        public required float RootCorrection { get; init; }

        public required float Epsilon { get; init; }

        public required bool Amsgrad { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> average, ref Vector<float> square, ref Vector<float> largest)
        {
            parameter *= Shrink;
            gradient += Penalty * parameter;
            average += NewGradient * (gradient - average);
            square = (Past * square) + (NewSquare * (gradient * gradient));
            if (Amsgrad) largest = Vector.Max(largest, square);
            parameter -= Rate * (average / ((Vector.SquareRoot(Amsgrad ? largest : square) / RootCorrection) + new Vector<float>(Epsilon)));
        }
    }
}
