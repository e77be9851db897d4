using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>V-Net: the volumetric U-Net with residual stages and 5x5x5 convolutions, which brought the Dice loss.</summary>
/// <remarks>
/// Milletari, Navab, Ahmadi, 3DV 2016, https://arxiv.org/abs/1606.04797. Each stage adds what it began with to what its convolutions make of it; the first adds the image, repeated for every
/// channel; strided 2x2x2 convolutions go down. Names and numbers of convolutions are those of https://github.com/mattmacy/vnet.pytorch, which took them from the authors' released network; the
/// paper's text has 2-3-3-3 down and 3-3-2-1 up. 45,603,934 parameters for 1 channel and 2 classes.
/// Two differences from vnet.pytorch, where it is wrong: the repeated image is stacked along channels, not along the batch; at inference normalisation takes its running statistics.
/// Train it with the Dice loss.
/// </remarks>
public sealed record VNet : Pyramid
{
    private static readonly Triple _two = Triple.All(2);

    /// <summary>As the paper has it: volumes, 16 channels at first.</summary>
    public VNet() => (Axes, Width) = (3, 16);

    /// <summary>Convolutions of each stage on the way down, behind the first. Default 1-2-3-2.</summary>
    public PerLevel<int> Convs { get; init; } = [1, 2, 3, 2];

    /// <summary>Convolutions of each stage on the way up, coarsest first. Default 2-2-1-1.</summary>
    public PerLevel<int> Decoder { get; init; } = [2, 2, 1, 1];

    /// <summary>The activation. Default PReLU with a slope for each channel, as in the paper; the reference in PyTorch takes ELU by default.</summary>
    public VNetActivation Activation { get; init; }

    /// <summary>Probability with which channels are dropped: all skips, and the two coarsest stages. Default 0.5.</summary>
    public float Dropout { get; init; } = 0.5f;

    /// <inheritdoc/>
    private protected override (string Name, object Value)[] Own => [("convs", Convs), ("decoder", Decoder), ("act", Activation), ("dropout", Dropout)];

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static VNet From(NetworkOptions options) => Read(new VNet(), options) with
    {
        Convs = options.Wholes("convs", [1, 2, 3, 2], least: 1, most: 32),
        Decoder = options.Wholes("decoder", [2, 2, 1, 1], least: 1, most: 32),
        Activation = options.OneOf("act", VNetActivation.PRelu),
        Dropout = options.Fraction("dropout") ?? 0.5f,
    };

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var entry = scope / "in_tr";
        x = Activated(entry / "relu1", ConvNorm(x, entry / "conv1", entry / "bn1", Width) + Repeated(x));
        var skips = new Stack<Value>();
        for (var level = 1; level <= Depth; level++)
        {
            skips.Push(x);
            x = Down(scope / $"down_tr{ChannelsAt(level)}", x, level);
        }

        for (var step = 0; step < Depth; step++)
        {
            // The reference names a stage after the channels of what it joins.
            x = Up(scope / $"up_tr{ChannelsAt(Depth - step)}", x, skips.Pop(), step);
        }

        var exit = scope / "out_tr";
        x = Activated(exit / "relu1", ConvNorm(x, exit / "conv1", exit / "bn1", Classes));
        return (exit / "conv2").Conv(x, Classes, kernel: 1);
    }

    private Value Down(Scope scope, Value x, int level)
    {
        var strided = new ConvOptions { Kernel = _two, Stride = _two, Padding = default(Triple) };
        var down = Activated(scope / "relu1", (scope / "bn1").BatchNorm((scope / "down_conv").Conv(x, ChannelsAt(level), strided)));
        var branch = Stack(scope / "ops", level >= Depth - 1 ? down.DropoutOfChannels(Dropout) : down, Convs[level - 1]);
        return Activated(scope / "relu2", branch + down);
    }

    private Value Up(Scope scope, Value x, Value skip, int step)
    {
        x = step < 2 ? x.DropoutOfChannels(Dropout) : x;
        x = (scope / "up_conv").UpConv(x, skip.Shape.Channels);
        var joined = Activated(scope / "relu1", (scope / "bn1").BatchNorm(x)).Concat(skip.DropoutOfChannels(Dropout));
        return Activated(scope / "relu2", Stack(scope / "ops", joined, Decoder[step]) + joined);
    }

    private Value Stack(Scope scope, Value x, int convolutions)
    {
        for (var i = 0; i < convolutions; i++)
        {
            x = Activated(scope / i / "relu1", ConvNorm(x, scope / i / "conv1", scope / i / "bn1", x.Shape.Channels));
        }

        return x;
    }

    private static Value ConvNorm(Value x, Scope conv, Scope norm, int channels) => norm.BatchNorm(conv.Conv(x, channels, new ConvOptions { Kernel = Triple.All(5) }));

    private Value Activated(Scope scope, Value x) => Activation == VNetActivation.PRelu ? scope.PRelu(x, slopes: x.Shape.Channels) : x.Elu();

    // The image's channels in turn until there are as many as the stage has.
    private Value Repeated(Value x)
    {
        var (whole, rest) = (Width / x.Shape.Channels, Width % x.Shape.Channels);
        var copies = Enumerable.Repeat(x, whole).Concat(rest > 0 ? [x.Slice(axis: -1, 0, rest)] : []).ToArray();
        return copies.Length == 1 ? copies[0] : copies[0].Concat(copies.AsSpan(1));
    }
}

/// <summary>The activations of <see cref="VNet"/>.</summary>
public enum VNetActivation
{
    /// <summary>x for x &gt; 0, else a learnt slope times x.</summary>
    PRelu,

    /// <summary>x for x &gt; 0, else exp(x) − 1; no parameters.</summary>
    Elu,
}
