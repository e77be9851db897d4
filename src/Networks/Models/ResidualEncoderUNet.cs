using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>nnU-Net's residual encoder network: each stage of the encoder is a stack of residual blocks, the first of them strided; the expanding path is lean.</summary>
/// <remarks>
/// Isensee et al., "nnU-Net revisited", MICCAI 2024, https://arxiv.org/abs/2404.09556: the best of the convolutional networks there. Blocks as in ResNet-D (He et al., CVPR 2019,
/// https://arxiv.org/abs/1812.01187): the way around a strided block is an average pooling and a 1x1 convolution. The last normalisation of each branch begins with factor 0, so that training
/// begins with a network as deep as its stages. Six stages for 4 channels and 4 classes have 102,353,972 parameters.
/// </remarks>
public sealed record ResidualEncoderUNet : PlannedUNet
{
    /// <summary>Blocks of each stage of the encoder. Default 1-3-4-6, and 6 beyond.</summary>
    public PerLevel<int> Blocks { get; init; } = [1, 3, 4, 6];

    /// <summary>Convolutions of each step of the expanding path, coarsest first. Default 1.</summary>
    public PerLevel<int> Decoder { get; init; } = [1];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => NetworkOptions.Written([.. Plan, ("blocks", Blocks), ("decoder", Decoder)]);

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static ResidualEncoderUNet From(NetworkOptions options) => Planned(new ResidualEncoderUNet(), options) with
    {
        Blocks = options.Wholes("blocks", [1, 3, 4, 6], least: 1, most: 64),
        Decoder = options.Wholes("decoder", [1], least: 1, most: 32),
    };

    /// <inheritdoc/>
    private protected override List<Value> Encode(Scope scope, Value x)
    {
        var results = new List<Value>();
        x = Stack(scope / "stem", x, stage: 0, convolutions: 1);
        for (var stage = 0; stage < Features.Count; stage++)
        {
            for (var block = 0; block < Blocks[stage]; block++)
            {
                x = Block(scope / "stages" / stage / "blocks" / block, x, stage, block == 0 ? Strides[stage] : Triple.All(1));
            }

            results.Add(x);
        }

        return results;
    }

    /// <inheritdoc/>
    private protected override int DecoderConvs(int step) => Decoder[step];

    private Value Block(Scope scope, Value x, int stage, Triple stride)
    {
        var (channels, options) = (Features[stage], new ConvOptions { Kernel = Kernels[stage] });
        var y = ConvNorm(scope / "conv1", x, channels, options with { Stride = stride }).LeakyRelu(Slope);
        y = ConvNorm(scope / "conv2", y, channels, options, gain: 0);
        var pooled = stride == Triple.All(1) ? x : x.AvgPool(stride);

        // In the reference the way around is a list of its layers: the convolution's place in it depends on whether a pooling stands before it.
        var around = channels == x.Shape.Channels ? pooled : ConvNorm(scope / "skip" / (pooled == x ? 0 : 1), pooled, channels, ConvOptions.Pointwise with { Bias = false });
        return (y + around).LeakyRelu(Slope);
    }
}
