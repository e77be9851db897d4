using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Functions number by number, with stretching, and their gradients as textbooks write them.</summary>
internal static class ElementwiseRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        Of<Relu>((_, x) => Math.Max(x, 0)),
        Of<LeakyRelu>((f, x) => x > 0 ? x : f.Slope * x),
        Of<Elu>((f, x) => x > 0 ? x : f.Alpha * (Math.Exp(x) - 1)),
        Of<Gelu>((_, x) => x * Normal.Integral(x)),
        Of<Erf>((_, x) => (2 * Normal.Integral(x * Math.Sqrt(2))) - 1),
        Of<GeluTanh>((_, x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))))),
        Of<Silu>((_, x) => x * Sigmoid(x)),
        Of<Sigmoid>((_, x) => Sigmoid(x)),
        Of<Tanh>((_, x) => Math.Tanh(x)),
        Of<Softplus>((f, x) => f.Beta * x > f.Threshold ? x : Math.Log(1 + Math.Exp(f.Beta * x)) / f.Beta),
        Of<Mish>((_, x) => x * Math.Tanh(Math.Log(1 + Math.Exp(x)))),
        Of<HardSwish>((_, x) => x * Math.Clamp(x + 3, 0, 6) / 6),
        Of<Exp>((_, x) => Math.Exp(x)),
        Of<Log>((_, x) => Math.Log(x)),
        Of<Sqrt>((_, x) => Math.Sqrt(x)),
        Of<Abs>((_, x) => Math.Abs(x)),
        Of<Square>((_, x) => x * x),
        Of<Reciprocal>((_, x) => 1 / x),
        Of<Power>((f, x) => Math.Pow(x, f.Exponent)),
        Of<Affine>((f, x) => (f.Scale * x) + f.Shift),
        Of<Clamp>((f, x) => Math.Clamp(x, f.Low, f.High)),

        OfTwo<Add>((a, b) => a + b),
        OfTwo<Subtract>((a, b) => a - b),
        OfTwo<Multiply>((a, b) => a * b),
        OfTwo<Divide>((a, b) => a / b),
        OfTwo<Maximum>(Math.Max),
        OfTwo<Minimum>(Math.Min),
        OfTwo<PRelu>((x, slope) => x > 0 ? x : slope * x),

        Gradient<ReluGradient>((_, g, y) => y > 0 ? g : 0),
        Gradient<LeakyReluGradient>((f, g, y) => y > 0 ? g : f.Slope * g),
        Gradient<EluGradient>((f, g, y) => y > 0 ? g : g * (y + f.Alpha)),
        Gradient<ErfGradient>((_, g, x) => g * 2 * Math.Sqrt(2) * Normal.Density(x * Math.Sqrt(2))),
        Gradient<GeluGradient>((_, g, x) => g * (Normal.Integral(x) + (x * Normal.Density(x)))),
        Gradient<GeluTanhGradient>((_, g, x) => g * GeluTanhSlope(x)),
        Gradient<SiluGradient>((_, g, x) => g * (Sigmoid(x) + (x * Sigmoid(x) * Sigmoid(-x)))),
        Gradient<SigmoidGradient>((_, g, y) => g * y * (1 - y)),
        Gradient<TanhGradient>((_, g, y) => g * (1 - (y * y))),
        Gradient<SoftplusGradient>((f, g, x) => f.Beta * x > f.Threshold ? g : g * Sigmoid(f.Beta * x)),
        Gradient<MishGradient>((_, g, x) => g * MishSlope(x)),
        Gradient<HardSwishGradient>((_, g, x) => x <= -3 ? 0 : x < 3 ? g * ((x / 3) + 0.5) : g),
        Gradient<SqrtGradient>((_, g, y) => g / (2 * y)),
        Gradient<AbsGradient>((_, g, x) => g * Math.Sign(x)),
        Gradient<SquareGradient>((_, g, x) => 2 * g * x),
        Gradient<ReciprocalGradient>((_, g, y) => -g * y * y),
        Gradient<PowerGradient>((f, g, x) => g * f.Exponent * Math.Pow(x, f.Exponent - 1)),
        Gradient<ClampGradient>((f, g, x) => x >= f.Low && x <= f.High ? g : 0),
        Gradient<PReluSlopeGradient>((_, g, x) => x > 0 ? 0 : g * x),
        RuleBook.For<Threewise<PReluGradient>>((_, value, inputs) => Stretched(value, inputs, n => n[1] > 0 ? n[0] : n[0] * n[2])),
        RuleBook.For<Threewise<GreaterGradient>>((_, value, inputs) => Stretched(value, inputs, n => n[1] > n[2] ? n[0] : n[1] == n[2] ? n[0] / 2 : 0)),

        RuleBook.For<Stretch>((stretch, value, inputs) => Stretched(value, inputs, n => stretch.Scale * n[0])),
        RuleBook.For<Sum>((sum, value, inputs) =>
        {
            var result = new double[value.Shape.Elements];
            foreach (var (at, place) in Places(value.Shape, value.Inputs[0].Shape).Index())
            {
                result[place] += sum.Scale * inputs[0][at];
            }

            return result;
        }),
    ];

    private static KeyValuePair<Type, Rule> Of<TOperation>(Func<TOperation, double, double> function) where TOperation : Operation =>
        RuleBook.For<TOperation>((operation, value, inputs) => Stretched(value, inputs, n => function(operation, n[0])));

    private static KeyValuePair<Type, Rule> OfTwo<TOperation>(Func<double, double, double> function) where TOperation : Operation =>
        RuleBook.For<TOperation>((operation, value, inputs) => Stretched(value, inputs, n => function(n[0], n[1])));

    private static KeyValuePair<Type, Rule> Gradient<TFunction>(Func<TFunction, double, double, double> function) where TFunction : struct, IBinaryFunction =>
        RuleBook.For<Pairwise<TFunction>>((operation, value, inputs) => Stretched(value, inputs, n => function(operation.Function, n[0], n[1])));

    // A function of one number of each input: the one that stands at, or is stretched to, the result's index.
    private static double[] Stretched(Value value, double[][] inputs, Func<double[], double> function)
    {
        var places = inputs.Select((_, input) => Places(value.Inputs[input].Shape, value.Shape)).ToArray();
        var (result, numbers) = (new double[value.Shape.Elements], new double[inputs.Length]);
        for (var at = 0; at < result.Length; at++)
        {
            for (var input = 0; input < inputs.Length; input++) numbers[input] = inputs[input][places[input][at]];
            result[at] = function(numbers);
        }

        return result;
    }

    // Where an array that is to be stretched has its number for each index of the whole; its axes are the last of the whole's.
    private static int[] Places(Shape shape, Shape whole)
    {
        var (own, steps) = (Indices.Steps(shape), new int[whole.Rank]);
        for (var axis = 1; axis <= shape.Rank; axis++)
        {
            steps[^axis] = shape[^axis] == 1 ? 0 : own[^axis];
        }

        return Indices.Places(whole, steps);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double GeluTanhSlope(double x)
    {
        var (factor, cubic) = (Math.Sqrt(2 / Math.PI), 0.044715);
        var t = Math.Tanh(factor * (x + (cubic * x * x * x)));
        return (0.5 * (1 + t)) + (0.5 * x * (1 - (t * t)) * factor * (1 + (3 * cubic * x * x)));
    }

    private static double MishSlope(double x)
    {
        var t = Math.Tanh(Math.Log(1 + Math.Exp(x)));
        return t + (x * (1 - (t * t)) * Sigmoid(x));
    }
}
