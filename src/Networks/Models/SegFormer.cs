using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>Sizes of <see cref="SegFormer"/>.</summary>
public enum SegFormerSize
{
    /// <summary>3,752,694 parameters with 150 classes.</summary>
    B0,

    /// <summary>13,715,798 parameters with 150 classes.</summary>
    B1,

    /// <summary>27,461,974 parameters with 150 classes.</summary>
    B2,

    /// <summary>47,337,814 parameters with 150 classes.</summary>
    B3,

    /// <summary>64,108,374 parameters with 150 classes.</summary>
    B4,

    /// <summary>84,708,694 parameters with 150 classes.</summary>
    B5,
}

/// <summary>SegFormer: a transformer of four resolutions whose attention looks at a shrunken image, and a head of linear layers.</summary>
/// <remarks>
/// Xie, Wang, Yu, Anandkumar, Alvarez, Luo, "SegFormer: simple and efficient design for semantic segmentation with transformers", NeurIPS 2021, https://arxiv.org/abs/2105.15203;
/// names of its code, https://github.com/NVlabs/SegFormer. Input [N, H, W, InputChannels], H and W at least 29; logits [N, H, W, OutputChannels], made at a quarter of the resolution and interpolated.
/// Each level: overlapping patches (7x7 every 4, then 3x3 every 2), blocks of attention to keys of an image shrunk 8, 4, 2 and 1 times, and of a perceptron with a depthwise 3x3 in its middle.
/// There is no position embedding, so that any size fits. Stochastic depth grows to 0.1 with the blocks.
/// </remarks>
public sealed record SegFormer : Network
{
    private const float Epsilon = 1e-6f, MostDrop = 0.1f;

    private const int Levels = 4, Expansion = 4;

    // The coarsest patches of the first level must fill one key: 8 tokens of 4 pixels, the last begun.
    private const int SmallestSize = 29;

    private static readonly int[] _heads = [1, 2, 5, 8], _shrink = [8, 4, 2, 1];

    /// <summary>Channels of the image. Default 3.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Classes, background included. Default 2.</summary>
    public int Classes { get; init; } = 2;

    /// <summary>Channels of the four levels, multiples of their heads 1, 2, 5, 8. Default (B0) 32-64-160-256.</summary>
    public PerLevel<int> Widths { get; init; } = WidthsOf(SegFormerSize.B0);

    /// <summary>Blocks of the four levels. Default (B0) 2.</summary>
    public PerLevel<int> Depths { get; init; } = DepthsOf(SegFormerSize.B0);

    /// <summary>Channels of the head. Default (B0) 256.</summary>
    public int HeadWidth { get; init; } = HeadOf(SegFormerSize.B0);

    /// <summary>Dropout in the head and, multiplied with the depth, of whole branches. Default 0.1.</summary>
    public float Dropout { get; init; } = MostDrop;

    /// <inheritdoc/>
    public override int InputChannels => Channels;

    /// <inheritdoc/>
    public override int OutputChannels => Classes;

    /// <inheritdoc/>
    public override int Dimensions => 2;

    /// <inheritdoc/>
    public override Shape TypicalInput => [1, 512, 512, Channels];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => NetworkOptions.Written(
        ("channels", Channels), ("classes", Classes), ("widths", Widths), ("depths", Depths), ("head", HeadWidth), ("dropout", Dropout));

    /// <summary>The network that options describe: size=b0 to b5, or numbers of one's own.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of range.</exception>
    public static SegFormer From(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var size = options.OneOf("size", SegFormerSize.B0);
        var network = new SegFormer
        {
            Channels = options.Whole("channels", 3, least: 1, most: 4096),
            Classes = options.Whole("classes", 2, least: 1, most: 4096),
            Widths = options.Wholes("widths", WidthsOf(size), least: 1, most: 4096),
            Depths = options.Wholes("depths", DepthsOf(size), least: 1, most: 1000),
            HeadWidth = options.Whole("head", HeadOf(size), least: 1, most: 4096),
            Dropout = options.Fraction("dropout") ?? MostDrop,
        };
        for (var level = 0; level < Levels; level++)
        {
            if (network.Widths[level] % _heads[level] != 0)
            {
                throw new ArgumentException($"Option widths={network.Widths}: {network.Widths[level]} channels cannot be shared out among the {_heads[level]} heads of level {level + 1}.");
            }
        }

        return network;
    }

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) => RequireEach(input, (_, size) => size >= SmallestSize, "keys of 8 x 8 tokens");

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var size = x.Shape.Spatial;
        var features = new List<Value>();
        var (block, blocks) = (0, Enumerable.Range(0, Levels).Sum(level => Depths[level]));
        for (var level = 0; level < Levels; level++)
        {
            var backbone = scope / "backbone";
            x = (backbone / $"patch_embed{level + 1}").OverlapPatchEmbedding(x, Widths[level], patch: level == 0 ? 7 : 3, stride: level == 0 ? 4 : 2);
            for (var index = 0; index < Depths[level]; index++, block++)
            {
                x = Block(backbone / $"block{level + 1}" / index, x, level, Dropout * block / Math.Max(blocks - 1, 1));
            }

            x = (backbone / $"norm{level + 1}").LayerNorm(x, Epsilon);
            features.Add(x);                                                                // [N, H / 2^(level + 2), …]
        }

        return Head(scope / "decode_head", features).Resize(size);
    }

    private static Value Block(Scope scope, Value x, int level, float drop)
    {
        x += Attention(scope / "attn", (scope / "norm1").LayerNorm(x, Epsilon), level).StochasticDepth(drop);
        var (mlp, channels) = (scope / "mlp", x.Shape.Channels);
        var y = (mlp / "fc1").Linear((scope / "norm2").LayerNorm(x, Epsilon), Expansion * channels);
        y = (mlp / "dwconv" / "dwconv").DepthwiseConv(y).Gelu();
        return x + (mlp / "fc2").Linear(y, channels).StochasticDepth(drop);
    }

    private static Value Attention(Scope scope, Value x, int level)
    {
        var (heads, shrink, channels) = (_heads[level], _shrink[level], x.Shape.Channels);
        var queries = (scope / "q").Linear(x, channels).AsTokens().ToHeads(1, heads)[0];
        var looked = shrink == 1 ? x
            : (scope / "norm").LayerNorm((scope / "sr").Conv(x, channels, ConvOptions.Square(shrink, shrink) with { Padding = default(Triple) }));
        var pair = (scope / "kv").Linear(looked, 2 * channels).AsTokens().ToHeads(2, heads);
        var seen = queries.ScaledDotProductAttention(pair[0], pair[1]).FromHeads();
        return (scope / "proj").Linear(seen.Reshape(x.Shape), channels);
    }

    private Value Head(Scope scope, List<Value> features)
    {
        // Each level to as many channels and to the finest one's resolution; the coarsest comes first.
        var finest = features[0].Shape.Spatial;
        var same = new List<Value>();
        for (var level = Levels - 1; level >= 0; level--)
        {
            same.Add((scope / $"linear_c{level + 1}" / "proj").Linear(features[level], HeadWidth).Resize(finest));
        }

        var fused = (scope / "linear_fuse").ConvBatchNorm(same[0].Concat([.. same.Skip(1)]), HeadWidth, ConvOptions.Pointwise, ("conv", "bn")).Relu();
        return (scope / "linear_pred").Conv(fused.DropoutOfChannels(Dropout), Classes, kernel: 1);
    }

    private static PerLevel<int> WidthsOf(SegFormerSize size) => size == SegFormerSize.B0 ? [32, 64, 160, 256] : [64, 128, 320, 512];

    private static PerLevel<int> DepthsOf(SegFormerSize size) => size switch
    {
        SegFormerSize.B0 or SegFormerSize.B1 => [2],
        SegFormerSize.B2 => [3, 4, 6, 3],
        SegFormerSize.B3 => [3, 4, 18, 3],
        SegFormerSize.B4 => [3, 8, 27, 3],
        _ => [3, 6, 40, 3],
    };

    private static int HeadOf(SegFormerSize size) => size is SegFormerSize.B0 or SegFormerSize.B1 ? 256 : 768;
}
