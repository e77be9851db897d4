using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>Attention U-Net as MONAI has it: strided convolutions go down, transposed ones up, and each level merges its gated skip in a single convolution.</summary>
/// <remarks>
/// Oktay et al., MIDL 2018, https://arxiv.org/abs/1804.03999, as <c>monai.networks.nets.AttentionUnet</c>: 1,987,434 parameters on images and 5,909,130 on volumes for 1 channel, 2 classes and
/// 16-32-64-128-256. Batch normalisation and ReLU, but for the merging convolution, which has instance normalisation without parameters and PReLU.
/// </remarks>
public sealed record MonaiAttentionUNet : Pyramid
{
    /// <summary>As MONAI's examples have it: 16 channels at first.</summary>
    public MonaiAttentionUNet() => Width = 16;

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static MonaiAttentionUNet From(NetworkOptions options) => Read(new MonaiAttentionUNet(), options);

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var model = scope / "model";
        x = Level(model / 1, Block(model / 0, x, Width, stride: 1), 0);
        return (model / 2 / "conv").Conv(x, Classes, kernel: 1);
    }

    // Names nest as the levels do: everything below a level is its submodule.
    private Value Level(Scope scope, Value x, int level)
    {
        var (below, channels) = (scope / "submodule", ChannelsAt(level));
        var lower = level + 1 == Depth ? Block(below, x, ChannelsAt(Depth), stride: 2)
            : Level(below / 1, Block(below / 0, x, ChannelsAt(level + 1), stride: 2), level + 1);
        var up = scope / "upconv" / "up";
        var risen = (up / "adn" / "N").BatchNorm((up / "conv").UpConv(lower, channels, new ConvOptions { Stride = Triple.All(2) })).Relu();
        var merge = scope / "merge";
        var merged = (merge / "conv").Conv(Gated(scope / "attention", x, risen).Concat(risen), channels, new ConvOptions());
        return (merge / "adn" / "A").PRelu(merged.InstanceNorm());
    }

    private static Value Block(Scope scope, Value x, int channels, int stride)
    {
        var (first, second) = (scope / "conv" / 0, scope / "conv" / 1);
        x = x.ConvNormRelu(first / "conv", first / "adn" / "N", channels, ConvOptions.Square(3, stride));
        return x.ConvNormRelu(second / "conv", second / "adn" / "N", channels, new ConvOptions());
    }

    private static Value Gated(Scope scope, Value skip, Value signal)
    {
        var between = Math.Max(skip.Shape.Channels / 2, 1);
        var sum = Product(scope / "W_g", signal, between) + Product(scope / "W_x", skip, between);
        return skip * Product(scope / "psi", sum.Relu(), 1).Sigmoid();
    }

    private static Value Product(Scope scope, Value x, int channels) => (scope / 1).BatchNorm((scope / 0 / "conv").Conv(x, channels, ConvOptions.Pointwise));
}
