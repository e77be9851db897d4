using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>What a parameter holds before training.</summary>
/// <param name="Kind">Which distribution.</param>
/// <param name="Scale">The constant itself; the standard deviation of a normal; the half-width of a uniform distribution.</param>
public readonly record struct Initialiser(Distribution Kind, float Scale)
{
    /// <summary>All zero.</summary>
    public static Initialiser Zero { get; } = new(Distribution.Constant, 0);

    /// <summary>All one.</summary>
    public static Initialiser One { get; } = new(Distribution.Constant, 1);

    /// <summary>Normal with standard deviation sqrt(2 / ((1 + a²)·fanIn)): keeps the variance through layers with (leaky) ReLU of negative slope a.</summary>
    /// <remarks>He, Zhang, Ren, Sun, ICCV 2015, https://arxiv.org/abs/1502.01852; with a = 0 the initialisation of the U-Net paper. PyTorch: <c>kaiming_normal_</c>.</remarks>
    public static Initialiser He(long fanIn, float negativeSlope = 0) => new(Distribution.Normal, MathF.Sqrt(2f / ((1 + (negativeSlope * negativeSlope)) * fanIn)));

    /// <summary>Uniform in ±1/sqrt(fanIn): PyTorch's default for convolutions and linear layers, weights and biases.</summary>
    public static Initialiser Torch(long fanIn) => new(Distribution.Uniform, 1 / MathF.Sqrt(fanIn));

    /// <summary>A constant everywhere.</summary>
    public static Initialiser Constant(float value) => new(Distribution.Constant, value);

    /// <summary>Fills a stretch of a parameter. The numbers are a function of the seed, the stream and the position alone: stretches may be filled in any order.</summary>
    /// <param name="values">Where to.</param>
    /// <param name="seed">The model's seed.</param>
    /// <param name="stream">The parameter's number: no two parameters of a model share one.</param>
    /// <param name="first">The position of the stretch in its parameter: even, for numbers are drawn in pairs.</param>
    /// <exception cref="ArgumentException">The position is odd.</exception>
    public void Fill(Span<float> values, ulong seed, uint stream, int first = 0)
    {
        if (int.IsOddInteger(first))
        {
            throw new ArgumentException($"Initialiser: numbers are drawn in pairs; a stretch begins at an even position, not at {first}.", nameof(first));
        }

        if (Kind == Distribution.Constant)
        {
            values.Fill(Scale);
            return;
        }

        for (var at = 0; at < values.Length; at += 2)
        {
            var (a, b, _, _) = Philox.Words(seed, Philox.Counter(stream, step: 0, (ulong)(first + at)));
            var (one, two) = Kind == Distribution.Normal ? Philox.Normal(a, b) : ((2 * Philox.Uniform(a)) - 1, (2 * Philox.Uniform(b)) - 1);
            values[at] = Scale * one;
            if (at + 1 < values.Length)
            {
                values[at + 1] = Scale * two;
            }
        }
    }
}

/// <summary>Kinds of distribution.</summary>
public enum Distribution
{
    /// <summary>One number everywhere.</summary>
    Constant,

    /// <summary>Normal, mean 0.</summary>
    Normal,

    /// <summary>Uniform, mean 0.</summary>
    Uniform,
}
