using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>TransUNet: a ResNet whose coarsest features are tokens of a vision transformer, and a U-Net's expanding path back up.</summary>
/// <remarks>
/// Chen, Lu, Yu, Luo, Adeli, Wang, Lu, Yuille, Zhou, 2021, https://arxiv.org/abs/2102.04306; the hybrid R50-ViT-B/16 with three skips and the names of its code, https://github.com/Beckschen/TransUNet.
/// Input [N, H, W, InputChannels], H and W multiples of 16; logits [N, H, W, OutputChannels]. With 3 channels, 9 classes and 224x224 pixels 105,277,081 parameters.
/// Contracting: 7x7 every 2, pooling, stages of 3, 4 and 9 bottlenecks, all convolutions with weights standardised (Qiao et al. 2019, https://arxiv.org/abs/1903.10520) and group normalisation.
/// At 1/16: 1x1 to 768 channels, learnt positions, 12 layers of 12 heads. Expanding: 3x3 to 512, four times bilinear x2 (aligned corners), skip behind, two 3x3 with batch normalisation and ReLU.
/// As in the reference an image of one channel is repeated to three. The positions are those of a grid; for an image of another size they are interpolated.
/// </remarks>
public sealed record TransUNet : Network
{
    private const float Epsilon = 1e-6f, StandardisationEpsilon = 1e-5f;

    // Channels of a bottleneck's result in those of its 3x3 convolution; of a perceptron's middle in those of a token.
    private const int Expansion = 4;

    private const int PatchSize = 16;

    /// <summary>Channels of the image. Default 3.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Classes, background included. Default 2.</summary>
    public int Classes { get; init; } = 2;

    /// <summary>Channels of the stem, half as many as its normalisations have groups twice over; all convolutions in proportion. Even; default 64.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Bottlenecks of the three stages. Default 3-4-9.</summary>
    public PerLevel<int> Blocks { get; init; } = [3, 4, 9];

    /// <summary>Channels of a token. Default 768.</summary>
    public int Hidden { get; init; } = 768;

    /// <summary>Layers of the transformer. Default 12.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Heads of attention; divides the channels of a token. Default 12.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Positions along each axis: the size trained on, divided by 16. Default 14, for 224 pixels.</summary>
    public int Grid { get; init; } = 14;

    /// <summary>Dropout of tokens and in perceptrons. Default 0.1.</summary>
    public float Dropout { get; init; } = 0.1f;

    /// <inheritdoc/>
    public override int InputChannels => Channels;

    /// <inheritdoc/>
    public override int OutputChannels => Classes;

    /// <inheritdoc/>
    public override int Dimensions => 2;

    /// <inheritdoc/>
    public override Shape TypicalInput => [1, Grid * PatchSize, Grid * PatchSize, Channels];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => NetworkOptions.Written(
        ("channels", Channels), ("classes", Classes), ("width", Width), ("blocks", Blocks), ("hidden", Hidden), ("layers", Layers), ("heads", Heads), ("grid", Grid), ("dropout", Dropout));

    // 32 with the reference's 64 channels.
    private int Groups => Width / 2;

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of range.</exception>
    public static TransUNet From(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var network = new TransUNet
        {
            Channels = options.Whole("channels", 3, least: 1, most: 4096),
            Classes = options.Whole("classes", 2, least: 1, most: 4096),
            Width = options.Whole("width", 64, least: 4, most: 1024),
            Blocks = options.Wholes("blocks", [3, 4, 9], least: 1, most: 1000),
            Hidden = options.Whole("hidden", 768, least: 1, most: 16384),
            Layers = options.Whole("layers", 12, least: 1, most: 1000),
            Heads = options.Whole("heads", 12, least: 1, most: 1024),
            Grid = options.Whole("grid", 14, least: 1, most: 1024),
            Dropout = options.Fraction("dropout") ?? 0.1f,
        };
        return network.Hidden % network.Heads != 0
            ? throw new ArgumentException($"Option heads={network.Heads}: {network.Hidden} channels cannot be shared out among them.")
            : network.Width % 4 == 0 ? network
            : throw new ArgumentException($"Option width={network.Width}: expected a multiple of 4, as the last decoder block has a quarter of it.");
    }

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) => RequireEach(input, (_, size) => size > 0 && size % PatchSize == 0, "patches of 16 pixels");

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var embeddings = scope / "transformer" / "embeddings";
        x = Channels == 1 ? x.Concat(x, x) : x;
        (x, var skips) = Contract(embeddings / "hybrid_model", x);                          // [N, H / 16, W / 16, 16·Width]
        x = (embeddings / "patch_embeddings").Conv(x, Hidden, kernel: 1);
        x = (x + Positions(embeddings, x.Shape)).Dropout(Dropout);
        var encoder = scope / "transformer" / "encoder";
        for (var layer = 0; layer < Layers; layer++)
        {
            x = Layer(encoder / "layer" / layer, x);
        }

        x = (encoder / "encoder_norm").LayerNorm(x, Epsilon);
        return Expand(scope, x, skips);
    }

    private Value Positions(Scope scope, Shape tokens)
    {
        var learnt = scope.Parameter("position_embeddings", [1, Grid * Grid, Hidden], Initialiser.Zero);
        return learnt.Reshape([1, Grid, Grid, Hidden]).Resize(tokens.Spatial, alignCorners: true);
    }

    private (Value Features, Stack<Value> Skips) Contract(Scope scope, Value x)
    {
        var quarter = new Triple(1, x.Shape[1] / 4, x.Shape[2] / 4);
        x = GroupNorm(scope / "root" / "gn", StandardisedConv(scope / "root" / "conv", x, Width, kernel: 7, stride: 2)).Relu();
        var skips = new Stack<Value>([x]);
        x = x.MaxPool(Triple.All(3), Triple.All(2));
        for (var stage = 0; stage < 3; stage++)
        {
            for (var unit = 0; unit < Blocks[stage]; unit++)
            {
                x = Bottleneck(scope / "body" / $"block{stage + 1}" / $"unit{unit + 1}", x, Width << stage, stride: stage > 0 && unit == 0 ? 2 : 1);
            }

            if (stage < 2)
            {
                // The pooling without padding leaves one row and column less than a quarter: zeros stand for them in the skip.
                var missing = stage == 0 ? new Triple(0, quarter.H - x.Shape[1], quarter.W - x.Shape[2]) : default;
                skips.Push(x.Pad(default, missing));
            }
        }

        return (x, skips);
    }

    private Value Bottleneck(Scope scope, Value x, int width, int stride)
    {
        var channels = Expansion * width;
        var y = GroupNorm(scope / "gn1", StandardisedConv(scope / "conv1", x, width, kernel: 1)).Relu();
        y = GroupNorm(scope / "gn2", StandardisedConv(scope / "conv2", y, width, kernel: 3, stride)).Relu();
        y = GroupNorm(scope / "gn3", StandardisedConv(scope / "conv3", y, channels, kernel: 1));
        if (stride == 1 && x.Shape.Channels == channels)
        {
            return (x + y).Relu();
        }

        // On the shortcut each channel is a group, with PyTorch's epsilon.
        var shortcut = StandardisedConv(scope / "downsample", x, channels, kernel: 1, stride);
        var (gamma, beta) = ((scope / "gn_proj").Parameter("weight", [channels], Initialiser.One), (scope / "gn_proj").Parameter("bias", [channels], Initialiser.Zero));
        return (shortcut.InstanceNorm(gamma, beta) + y).Relu();
    }

    private Value GroupNorm(Scope scope, Value x)
    {
        Shape channels = [x.Shape.Channels];
        return x.GroupNorm(Groups, scope.Parameter("weight", channels, Initialiser.One), scope.Parameter("bias", channels, Initialiser.Zero), Epsilon);
    }

    // Weights of each result to mean 0 and variance 1 over taps and channels: what batch normalisation does to an image whose pixels they are.
    private static Value StandardisedConv(Scope scope, Value x, int channels, int kernel, int stride = 1)
    {
        var geometry = ConvOptions.Square(kernel, stride).On(x.Shape);
        var inputs = kernel * kernel * x.Shape.Channels;
        Shape shape = [kernel, kernel, x.Shape.Channels, channels];
        var weight = scope.Parameter("weight", shape, Initialiser.He(inputs), ParameterKind.Convolution);
        var standardised = weight.Reshape([1, 1, inputs, channels]).BatchNorm(epsilon: StandardisationEpsilon).Reshape(shape);
        return scope.Graph.Add(scope.Path, new Conv(geometry), x, standardised);
    }

    private Value Layer(Scope scope, Value x)
    {
        var y = (scope / "attention_norm").LayerNorm(x, Epsilon);
        Value Heads(string name) => (scope / "attn" / name).Linear(y, Hidden).AsTokens().ToHeads(1, this.Heads)[0];
        var seen = Heads("query").ScaledDotProductAttention(Heads("key"), Heads("value")).FromHeads();
        x += (scope / "attn" / "out").Linear(seen.Reshape(x.Shape), Hidden);
        y = (scope / "ffn" / "fc1").Linear((scope / "ffn_norm").LayerNorm(x, Epsilon), Expansion * Hidden).Gelu().Dropout(Dropout);
        return x + (scope / "ffn" / "fc2").Linear(y, Hidden).Dropout(Dropout);
    }

    private Value Expand(Scope scope, Value x, Stack<Value> skips)
    {
        var decoder = scope / "decoder";
        x = (decoder / "conv_more").ConvBatchNorm(x, 8 * Width, ConvOptions.Square(3), ("0", "1")).Relu();
        int[] widths = [4 * Width, 2 * Width, Width, Width / 4];
        for (var step = 0; step < widths.Length; step++)
        {
            x = x.Upsample(2, ResizeMode.Linear, alignCorners: true);
            x = skips.TryPop(out var skip) ? x.Concat(skip) : x;
            var block = decoder / "blocks" / step;
            x = (block / "conv1").ConvBatchNorm(x, widths[step], ConvOptions.Square(3), ("0", "1")).Relu();
            x = (block / "conv2").ConvBatchNorm(x, widths[step], ConvOptions.Square(3), ("0", "1")).Relu();
        }

        return (scope / "segmentation_head" / 0).Conv(x, Classes, padding: 1);
    }
}
