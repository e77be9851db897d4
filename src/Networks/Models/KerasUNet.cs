using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>The Keras U-Net of zhixuhao/unet: padded, no normalisation; nearest-neighbour enlargement and a 2x2 convolution on the way up.</summary>
/// <remarks>
/// https://github.com/zhixuhao/unet, after Ronneberger et al. 2015; 31,031,685 parameters for 1 channel and 1 class. Layers have Keras' own names, in its order: "conv2d_1" to "conv2d_24"; its
/// "kernel" is "weight" here. In front of the head stands one more 3x3 convolution with two channels and a ReLU; it is kept, with at least as many channels as classes. Where the ReLU dies
/// (grey results, a constant loss) the fault is there: train again from another seed, or take "unet" with padding=same.
/// </remarks>
public sealed record KerasUNet : Pyramid
{
    /// <summary>As the reference has it: one class, foreground or not.</summary>
    public KerasUNet() => Classes = 1;

    /// <summary>Probability at the last level with a skip and at the bottom. Default 0.5.</summary>
    public float Dropout { get; init; } = 0.5f;

    /// <inheritdoc/>
    private protected override (string Name, object Value)[] Own => [("dropout", Dropout)];

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static KerasUNet From(NetworkOptions options) => Read(new KerasUNet(), options) with { Dropout = options.Fraction("dropout") ?? 0.5f };

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var (skips, layers) = (new Stack<Value>(), 0);
        for (var level = 0; level < Depth; level++)
        {
            x = Conv(Conv(x, ChannelsAt(level)), ChannelsAt(level));
            x = level == Depth - 1 ? x.Dropout(Dropout) : x;
            skips.Push(x);
            x = x.MaxPool(2);
        }

        x = Conv(Conv(x, ChannelsAt(Depth)), ChannelsAt(Depth)).Dropout(Dropout);
        for (var level = Depth - 1; level >= 0; level--)
        {
            x = skips.Pop().Concat(Conv(x.Upsample(2, ResizeMode.Nearest), ChannelsAt(level), kernel: 2));
            x = Conv(Conv(x, ChannelsAt(level)), ChannelsAt(level));
        }

        x = Conv(x, Math.Max(2, Classes));
        return (scope / $"conv2d_{layers + 1}").Conv(x, Classes, kernel: 1);

        Value Conv(Value y, int channels, int kernel = 3) =>
            (scope / $"conv2d_{++layers}").Conv(y, channels, new ConvOptions { Kernel = Triple.All(kernel) }).Relu();
    }
}
