using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>Recurrent residual U-Net: each convolution is applied several times with the same weights, each time to the sum of its input and its last result.</summary>
/// <remarks>
/// Alom, Hasan, Yakopcic, Taha, Asari, 2018, https://arxiv.org/abs/1802.06955, as LeeJunHyun's <c>R2U_Net</c>: 39,091,393 parameters for 3 channels and 1 class, however often they are applied; with
/// gates (attention=yes) his <c>R2AttU_Net</c>, 39,442,925. It sees further than a plain network of as many parameters, at three times the arithmetic.
/// </remarks>
public sealed record R2UNet : NearestUpUNet
{
    /// <summary>As the reference has it: three channels, one class.</summary>
    public R2UNet() => (Channels, Classes) = (3, 1);

    /// <summary>How often a convolution is applied again. Default 2.</summary>
    public int Steps { get; init; } = 2;

    /// <inheritdoc/>
    private protected override string LevelName => "RRCNN";

    /// <inheritdoc/>
    private protected override (string Name, object Value)[] Own => [.. base.Own, ("steps", Steps)];

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static R2UNet From(NetworkOptions options) => Read(new R2UNet(), options) with
    {
        Attention = options.YesOrNo("attention", false),
        Steps = options.Whole("steps", 2, least: 1, most: 16),
    };

    /// <inheritdoc/>
    private protected override Value Block(Scope scope, Value x, int channels)
    {
        x = (scope / "Conv_1x1").Conv(x, channels, kernel: 1);
        return x + Recurrent(scope / "RCNN" / 1 / "conv", Recurrent(scope / "RCNN" / 0 / "conv", x));
    }

    private Value Recurrent(Scope scope, Value x)
    {
        var y = Layer(x);
        for (var step = 0; step < Steps; step++)
        {
            y = Layer(x + y);
        }

        return y;

        Value Layer(Value z) => z.ConvNormRelu(scope / 0, scope / 1, x.Shape.Channels, new ConvOptions());
    }
}
