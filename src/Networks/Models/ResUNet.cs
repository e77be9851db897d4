using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>Deep residual U-Net: levels of pre-activation residual units, strided convolutions instead of pooling.</summary>
/// <remarks>
/// Zhang, Liu, Wang, "Road extraction by deep residual U-Net", IEEE GRSL 15, 2018, https://arxiv.org/abs/1711.10684. A unit is batch normalisation, ReLU, 3x3 convolution, twice, plus a way around;
/// 64-128-256 channels and a bridge of 512. The paper's form goes around by 1x1 convolutions and enlarges by the nearest neighbour; the port's form (https://github.com/rishikksh20/ResUnet,
/// 13,043,009 parameters for 3 channels and 1 class) goes around by 3x3 convolutions with normalisation and enlarges by 2x2 transposed convolutions. Both use the port's names.
/// </remarks>
public sealed record ResUNet : Pyramid
{
    /// <summary>As the paper has it: pictures of three channels, roads or not, three halvings.</summary>
    public ResUNet() => (Channels, Classes, Depth) = (3, 1, 3);

    /// <summary>The paper's form or the port's. Default the paper's.</summary>
    public ResUNetForm Form { get; init; }

    /// <inheritdoc/>
    private protected override (string Name, object Value)[] Own => [("form", Form)];

    private bool Port => Form == ResUNetForm.Port;

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static ResUNet From(NetworkOptions options) => Read(new ResUNet(), options) with { Form = options.OneOf("form", ResUNetForm.Paper) };

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        // The first unit has nothing to normalise yet.
        var entry = scope / "input_layer";
        var branch = (entry / 3).Conv(x.ConvNormRelu(entry / 0, entry / 1, Width, new ConvOptions()), Width, new ConvOptions());
        x = branch + (scope / "input_skip" / 0).Conv(x, Width, Around(stride: 1));
        var skips = new Stack<Value>();
        for (var level = 1; level <= Depth; level++)
        {
            skips.Push(x);
            x = Unit(level == Depth ? scope / "bridge" : scope / $"residual_conv_{level}", x, ChannelsAt(level), stride: 2);
        }

        for (var step = 1; step <= Depth; step++)
        {
            x = Port ? (scope / $"upsample_{step}" / "upsample").UpConv(x, x.Shape.Channels) : x.Upsample(2, ResizeMode.Nearest);
            x = Unit(scope / $"up_residual_conv{step}", x.Concat(skips.Pop()), ChannelsAt(Depth - step), stride: 1);
        }

        return (scope / "output_layer" / 0).Conv(x, Classes, kernel: 1);
    }

    private Value Unit(Scope scope, Value x, int channels, int stride)
    {
        var (block, skip) = (scope / "conv_block", scope / "conv_skip");
        var y = (block / 0).BatchNorm(x).Relu();
        y = (block / 2).Conv(y, channels, new ConvOptions { Stride = Triple.All(stride) });
        y = (block / 5).Conv((block / 3).BatchNorm(y).Relu(), channels, new ConvOptions());
        var around = (skip / 0).Conv(x, channels, Around(stride));
        return y + (Port ? (skip / 1).BatchNorm(around) : around);
    }

    private ConvOptions Around(int stride) => new() { Kernel = Triple.All(Port ? 3 : 1), Stride = Triple.All(stride) };
}

/// <summary>The forms of <see cref="ResUNet"/>.</summary>
public enum ResUNetForm
{
    /// <summary>1x1 ways around, nearest-neighbour enlargement.</summary>
    Paper,

    /// <summary>3x3 ways around with normalisation, transposed convolutions: checkpoints of the port.</summary>
    Port,
}
