using static System.Math;

namespace UNetSharp.Kernels.Tests;

public class UnaryTests
{
    // The function, its meaning in double precision, and where to try it.
    private static readonly (Func<Window, Window, VectorWidth, Kernel> Bind, Func<double, double> Meaning, double Low, double High, string Name)[] _functions =
    [
        Row(new ReluFunction(), x => Max(x, 0)),
        Row(new LeakyReluFunction(0.2f), x => x > 0 ? x : x * 0.2f),
        Row(new EluFunction(1.5f), x => x > 0 ? x : 1.5 * ExpM1(x)),
        Row(new GeluFunction(), x => x * Reference.Phi(x)),
        Row(new ErfFunction(), x => (2 * Reference.Phi(x * Sqrt(2))) - 1, 0.5, 4),
        Row(new GeluTanhFunction(), x => 0.5 * x * (1 + Tanh(Sqrt(2 / PI) * (x + (0.044715 * x * x * x)))), -4, 4),
        Row(new SiluFunction(), x => x / (1 + Exp(-x)), -30, 30),
        Row(new SigmoidFunction(), x => 1 / (1 + Exp(-x)), -30, 30),
        Row(new TanhFunction(), Tanh),
        Row(new TanhFunction(), Tanh, -0.01, 0.01),
        Row(new SoftplusFunction(1, 20), x => x > 20 ? x : Log1P(Exp(x)), -30, 30),
        Row(new SoftplusFunction(2, 20), x => x * 2 > 20 ? x : Log1P(Exp(2 * x)) / 2, -15, 15),
        Row(new MishFunction(), x => x * Tanh(Log1P(Exp(x))), -30, 30),
        Row(new HardSwishFunction(), x => x * Clamp(x + 3, 0, 6) / 6, -5, 5),
        Row(new ExpFunction(), Exp, -20, 20),
        Row(new LogFunction(), Log, 1e-6, 20),
        Row(new SqrtFunction(), Sqrt, 0, 20),
        Row(new AbsFunction(), Abs),
        Row(new SquareFunction(), x => x * x),
        Row(new ReciprocalFunction(), x => 1 / x, 0.1, 9),
        Row(new PowerFunction(3), x => x * x * x),
        Row(new PowerFunction(-2), x => 1 / (x * x), 0.1, 9),
        Row(new PowerFunction(0.75f), x => Pow(x, 0.75), 0, 9),
        Row(new AffineFunction(2, 10), x => (2 * x) + 10),
        Row(new ClampFunction(-1, 2), x => Clamp(x, -1, 2)),
    ];

    public static TheoryData<int> Functions => [.. Enumerable.Range(0, _functions.Length)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Values_are_those_of_double_precision_at_every_width_and_length(int row)
    {
        var (bind, meaning, low, high, name) = _functions[row];
        foreach (var width in Samples.Widths)
        {
            foreach (var channels in new[] { 1, 3, 15, 16, 17, 1031 })
            {
                Window x = Samples.Uniform(channels, (1, 1, 1, 2, channels), low, high), y = Samples.Empty((1, 1, 1, 2, channels));
                Samples.Run(bind(x, y, width));
                try
                {
                    Samples.AssertClose([.. Samples.Numbers(x).Select(number => meaning(number))], Samples.Numbers(y), 1e-30, 2e-6);
                }
                catch (Xunit.Sdk.TrueException wrong)
                {
                    Assert.Fail($"{name}, {width}, {channels} channels: {wrong.Message}");
                }
            }
        }
    }

    [Fact]
    public void Windows_with_strides_give_the_same_bits_as_runs_of_memory()
    {
        foreach (var width in Samples.Widths)
        {
            foreach (var extents in new[] { (2, 3, 4, 5, 7), (1, 1, 3, 2, 33), (2, 1, 5, 6, 1) })
            {
                var crop = Samples.Strided(extents, seed: 3);
                var copy = Samples.Empty(extents);
                Samples.Numbers(crop).CopyTo(copy.Span);
                Window plain = Samples.Empty(extents), into = Samples.Strided(extents, seed: 4);
                Samples.Run(Pointwise.Unary(new GeluFunction(), copy, plain, width));
                Samples.Run(Pointwise.Unary(new GeluFunction(), crop, into, width));
                Assert.Equal(Samples.Numbers(plain), Samples.Numbers(into));
            }
        }
    }

    [Fact]
    public void A_result_may_take_the_place_of_its_input()
    {
        Window x = Samples.Uniform(1, (1, 1, 40, 50, 17)), y = Samples.Empty((1, 1, 40, 50, 17));
        Samples.Run(Pointwise.Unary(new SiluFunction(), x, y));
        Samples.Run(Pointwise.Unary(new SiluFunction(), x, x));
        Assert.Equal(y.Span.ToArray(), x.Span.ToArray());
    }

    [Fact]
    public void An_input_of_extent_1_is_stretched()
    {
        Window x = Samples.Uniform(1, (2, 1, 3, 1, 1)), y = Samples.Empty((2, 1, 3, 4, 5));
        Samples.Run(Pointwise.Unary(new AffineFunction(1, 0), x, y));
        Assert.Equal([.. x.Span.ToArray().SelectMany(number => Enumerable.Repeat(number, 20))], y.Span.ToArray());
    }

    [Fact]
    public void Threads_do_not_matter_and_nothing_is_allocated()
    {
        Window x = Samples.Uniform(1, (2, 1, 90, 100, 9)), y = Samples.Empty((2, 1, 90, 100, 9));
        Samples.AssertThreadsDoNotMatter(Pointwise.Unary(new TanhFunction(), x, y), y);
        Samples.AssertThreadsDoNotMatter(Pointwise.Unary(new TanhFunction(), x.Crop(0, 1, 2, 1, 80, 70), y.Crop(0, 3, 3, 1, 80, 70)), y);
        Samples.AssertRunAllocatesNothing(Pointwise.Unary(new TanhFunction(), x, y));
    }

    [Fact]
    public void An_input_that_does_not_fit_is_refused()
    {
        Window x = Samples.Empty((1, 1, 4, 5, 3)), y = Samples.Empty((1, 1, 4, 5, 6));
        var refusal = Assert.Throws<ArgumentException>(() => Pointwise.Unary(new ReluFunction(), x, y));
        Assert.Equal("ReluFunction: extents [1, 1, 4, 5, 3] do not stretch to [1, 1, 4, 5, 6]: each must be the same, or 1.", refusal.Message);
    }

    [Fact]
    public void Extremes_are_finite_where_the_function_is()
    {
        float[] extremes = [0, -0f, 1e-30f, -1e-30f, 89, -89, 200, -200, 1e30f, -1e30f];
        foreach (var width in Samples.Widths)
        {
            Window x = Samples.Empty((1, 1, 1, 1, extremes.Length)), y = Samples.Empty((1, 1, 1, 1, extremes.Length));
            extremes.CopyTo(x.Span);
            Kernel[] kernels =
            [
                Pointwise.Unary(new SigmoidFunction(), x, y, width), Pointwise.Unary(new TanhFunction(), x, y, width), Pointwise.Unary(new SoftplusFunction(1, 20), x, y, width),
                Pointwise.Unary(new MishFunction(), x, y, width), Pointwise.Unary(new SiluFunction(), x, y, width), Pointwise.Unary(new GeluFunction(), x, y, width),
                Pointwise.Unary(new GeluTanhFunction(), x, y, width), Pointwise.Unary(new EluFunction(1), x, y, width),
            ];
            foreach (var kernel in kernels)
            {
                Samples.Run(kernel);
                Assert.All(y.Span.ToArray(), number => Assert.True(float.IsFinite(number), $"{kernel.Name}, {width}: {string.Join(" ", y.Span.ToArray())}"));
            }
        }
    }

    private static double ExpM1(double x) => Abs(x) < 1e-5 ? x + (x * x / 2) : Exp(x) - 1;

    private static double Log1P(double x) => x < 1e-5 ? x - (x * x / 2) : Log(1 + x);

    private static (Func<Window, Window, VectorWidth, Kernel>, Func<double, double>, double, double, string) Row<TFunction>(
        TFunction function, Func<double, double> meaning, double low = -6, double high = 6) where TFunction : struct, IUnaryFunction =>
        ((x, y, width) => Pointwise.Unary(function, x, y, width), meaning, low, high, function.ToString()!);
}
