using static System.Math;

namespace UNetSharp.Kernels.Tests;

public class BinaryTests
{
    // Gradients are checked against central differences of the function in double precision; a is the incoming gradient.
    private static readonly (Func<Window, Window, Window, VectorWidth, Kernel> Bind, Func<double, double, double> Meaning, double Low, double High, string Name)[] _functions =
    [
        Row(new AddFunction(), (a, b) => a + b),
        Row(new SubtractFunction(), (a, b) => a - b),
        Row(new MultiplyFunction(), (a, b) => a * b),
        Row(new DivideFunction(), (a, b) => a / b, 0.1, 6),
        Row(new MaximumFunction(), Max),
        Row(new MinimumFunction(), Min),
        Row(new PReluFunction(), (x, slope) => x > 0 ? x : x * slope),
        Row(new PReluSlopeGradient(), (gradient, x) => gradient * Min(x, 0)),
        Row(new ReluGradient(), (gradient, y) => y > 0 ? gradient : 0),
        Row(new LeakyReluGradient(0.2f), (gradient, y) => y > 0 ? gradient : gradient * 0.2f),
        Row(new EluGradient(1.5f), (gradient, y) => y > 0 ? gradient : gradient * (y + 1.5), -1.49, 6),
        Row(new SigmoidGradient(), (gradient, y) => gradient * y * (1 - y), 0, 1),
        Row(new TanhGradient(), (gradient, y) => gradient * (1 - (y * y)), -1, 1),
        Row(new SqrtGradient(), (gradient, y) => gradient / (2 * y), 0.1, 5),
        Row(new ReciprocalGradient(), (gradient, y) => -gradient * y * y),
        Row(new SquareGradient(), (gradient, x) => 2 * gradient * x),
        Row(new AbsGradient(), (gradient, x) => gradient * Sign(x)),
        Row(new ClampGradient(-1, 2), (gradient, x) => x is >= -1 and <= 2 ? gradient : 0),
        Row(new PowerGradient(3), (gradient, x) => 3 * gradient * x * x),
        Row(new PowerGradient(0.75f), (gradient, x) => 0.75 * gradient * Pow(x, -0.25), 0.01, 9),
        Row(new ErfGradient(), (gradient, x) => gradient * 2 * Math.Sqrt(2) * Reference.Density(x * Math.Sqrt(2))),
        Row(new GeluGradient(), (gradient, x) => gradient * (Reference.Phi(x) + (x * Reference.Density(x)))),
        Row(new GeluTanhGradient(), Slope(x => 0.5 * x * (1 + Tanh(Sqrt(2 / PI) * (x + (0.044715 * x * x * x)))))),
        Row(new SiluGradient(), Slope(x => x / (1 + Exp(-x)))),
        Row(new SoftplusGradient(2, 20), Slope(x => Log(1 + Exp(2 * x)) / 2)),
        Row(new MishGradient(), Slope(x => x * Tanh(Log(1 + Exp(x))))),
        Row(new HardSwishGradient(), (gradient, x) => x <= -3 ? 0 : x >= 3 ? gradient : gradient * ((x / 3) + 0.5)),
    ];

    public static TheoryData<int> Functions => [.. Enumerable.Range(0, _functions.Length)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Values_are_those_of_double_precision_at_every_width_and_length(int row)
    {
        var (bind, meaning, low, high, name) = _functions[row];
        foreach (var width in Samples.Widths)
        {
            foreach (var channels in new[] { 1, 15, 33, 517 })
            {
                Window a = Samples.Uniform(1, (1, 1, 1, 1, channels), low, high), b = Samples.Uniform(2, (1, 1, 1, 1, channels), low, high), y = Samples.Empty((1, 1, 1, 1, channels));
                Samples.Run(bind(a, b, y, width));
                try
                {
                    Samples.AssertClose([.. Samples.Numbers(a).Zip(Samples.Numbers(b), (left, right) => meaning(left, right))], Samples.Numbers(y), 1e-6, 2e-6);
                }
                catch (Xunit.Sdk.TrueException wrong)
                {
                    Assert.Fail($"{name}, {width}, {channels} channels: {wrong.Message}");
                }
            }
        }
    }

    [Fact]
    public void Inputs_are_stretched_along_axes_of_extent_1()
    {
        (int N, int D, int H, int W, int C) result = (2, 2, 3, 4, 5);
        foreach (var width in Samples.Widths)
        {
            for (var stretched = 0; stretched < 32; stretched++)
            {
                int Extent(int axis, int extent) => (stretched >> axis & 1) == 1 ? 1 : extent;
                Window a = Samples.Uniform(1, result), y = Samples.Empty(result);
                var b = Samples.Strided((Extent(0, 2), Extent(1, 2), Extent(2, 3), Extent(3, 4), Extent(4, 5)), 2);
                Samples.Run(Pointwise.Binary(new SubtractFunction(), a, b, y, width));
                Assert.Equal(Stretched(a, result).Zip(Stretched(b, result), (left, right) => left - right), y.Span.ToArray());
                Samples.Run(Pointwise.Binary(new SubtractFunction(), b, a, y, width));
                Assert.Equal(Stretched(a, result).Zip(Stretched(b, result), (left, right) => right - left), y.Span.ToArray());
            }
        }
    }

    [Fact]
    public void A_result_may_take_the_place_of_either_input()
    {
        foreach (var first in new[] { true, false })
        {
            Window a = Samples.Uniform(1, (1, 1, 30, 40, 17)), b = Samples.Uniform(2, (1, 1, 1, 1, 17)), y = Samples.Empty((1, 1, 30, 40, 17));
            var (left, right) = first ? (a, b) : (b, a);
            Samples.Run(Pointwise.Binary(new DivideFunction(), left, right, y));
            Samples.Run(Pointwise.Binary(new DivideFunction(), left, right, a));
            Assert.Equal(y.Span.ToArray(), a.Span.ToArray());
        }
    }

    [Fact]
    public void Ties_of_a_maximum_share_the_gradient()
    {
        Window gradient = Samples.Uniform(1, (1, 1, 1, 1, 3)), a = Samples.Empty((1, 1, 1, 1, 3)), b = Samples.Empty((1, 1, 1, 1, 3)), y = Samples.Empty((1, 1, 1, 1, 3));
        float[] left = [1, 2, 2], right = [2, 1, 2], incoming = [10, 20, 30];
        left.CopyTo(a.Span);
        right.CopyTo(b.Span);
        incoming.CopyTo(gradient.Span);
        foreach (var width in Samples.Widths)
        {
            Samples.Run(Pointwise.Ternary(new GreaterGradient(), (gradient, a, b), y, width));
            Assert.Equal([0, 20, 15], y.Span.ToArray());
        }
    }

    [Fact]
    public void The_gradient_of_PReLU_takes_a_slope_for_each_channel_or_one_for_all()
    {
        foreach (var width in Samples.Widths)
        {
            foreach (var slopes in new[] { 21, 1 })
            {
                Window gradient = Samples.Uniform(1, (2, 1, 3, 4, 21)), x = Samples.Strided((2, 1, 3, 4, 21), 2), slope = Samples.Uniform(3, (1, 1, 1, 1, slopes)), y = Samples.Empty((2, 1, 3, 4, 21));
                Samples.Run(Pointwise.Ternary(new PReluGradient(), (gradient, x, slope), y, width));
                var numbers = Samples.Numbers(x);
                Assert.Equal(gradient.Span.ToArray().Select((g, at) => numbers[at] > 0 ? g : g * slope.Span[at % slopes]), y.Span.ToArray());
            }
        }
    }

    [Fact]
    public void Threads_do_not_matter_and_nothing_is_allocated()
    {
        Window a = Samples.Uniform(1, (2, 1, 90, 100, 9)), b = Samples.Uniform(2, (2, 1, 1, 100, 1)), y = Samples.Empty((2, 1, 90, 100, 9));
        Samples.AssertThreadsDoNotMatter(Pointwise.Binary(new MultiplyFunction(), a, b, y), y);
        Samples.AssertRunAllocatesNothing(Pointwise.Binary(new MultiplyFunction(), a, b, y));
    }

    private static float[] Stretched(Window window, (int N, int D, int H, int W, int C) extents)
    {
        var y = Samples.Empty(extents);
        Samples.Run(Pointwise.Unary(new AffineFunction(1, 0), window, y, VectorWidth.Scalar));
        return y.Span.ToArray();
    }

    private static Func<double, double, double> Slope(Func<double, double> function) => (gradient, x) => gradient * (function(x + 1e-6) - function(x - 1e-6)) / 2e-6;

    private static (Func<Window, Window, Window, VectorWidth, Kernel>, Func<double, double, double>, double, double, string) Row<TFunction>(
        TFunction function, Func<double, double, double> meaning, double low = -6, double high = 6) where TFunction : struct, IBinaryFunction =>
        ((a, b, y, width) => Pointwise.Binary(function, a, b, y, width), meaning, low, high, function.ToString()!);
}
