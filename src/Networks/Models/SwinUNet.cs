using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>Swin-Unet: a U-Net of transformer blocks alone, whose attention looks within shifted windows.</summary>
/// <remarks>
/// Cao, Wang, Chen, Jiang, Zhang, Tian, Wang, ECCV 2022 workshops, https://arxiv.org/abs/2105.05537; names of its code's <c>SwinTransformerSys</c>, https://github.com/HuCaoFighting/Swin-Unet
/// (checkpoints of its wrapper have "swin_unet." in front of them).
/// Input [N, H, W, InputChannels], H and W multiples of 32; logits [N, H, W, OutputChannels]. With 3 channels and 9 classes 27,168,900 parameters.
/// Patches of 4x4 pixels to 96 channels; down with patches merged, 96-192-384-768; up with patches expanded, skips behind, mixed by a linear layer; at last each patch becomes 4x4 pixels again.
/// The reference takes one size, 224; here windows that do not divide the image see zeros beyond it. Channels other than 3 change the first layer.
/// </remarks>
public sealed record SwinUNet : Network
{
    private const int Levels = 4, PatchSize = 4;

    // The order of neighbours in the reference's merging: down, then right.
    private static readonly int[] _corners = [0, 2, 1, 3];

    /// <summary>Channels of the image. Default 3.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Classes, background included. Default 2.</summary>
    public int Classes { get; init; } = 2;

    /// <summary>Channels of the finest level, a multiple of 6; each coarser one has twice as many, and twice as many heads. Default 96, with 3 heads.</summary>
    public int Width { get; init; } = 96;

    /// <summary>Blocks of the levels, the same down and up. Default 2.</summary>
    public PerLevel<int> Depths { get; init; } = [2];

    /// <summary>Side of a window, in tokens. Default 7.</summary>
    public int Window { get; init; } = 7;

    /// <summary>Stochastic depth: with which probability the deepest block is left out, the first never. Default 0.1.</summary>
    public float Drop { get; init; } = 0.1f;

    /// <inheritdoc/>
    public override int InputChannels => Channels;

    /// <inheritdoc/>
    public override int OutputChannels => Classes;

    /// <inheritdoc/>
    public override int Dimensions => 2;

    /// <inheritdoc/>
    public override Shape TypicalInput => [1, Window * Multiple, Window * Multiple, Channels];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => NetworkOptions.Written(
        ("channels", Channels), ("classes", Classes), ("width", Width), ("depths", Depths), ("window", Window), ("drop", Drop));

    private static int Multiple => PatchSize << (Levels - 1);

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of range.</exception>
    public static SwinUNet From(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var network = new SwinUNet
        {
            Channels = options.Whole("channels", 3, least: 1, most: 4096),
            Classes = options.Whole("classes", 2, least: 1, most: 4096),
            Width = options.Whole("width", 96, least: 6, most: 4096),
            Depths = options.Wholes("depths", [2], least: 1, most: 1000),
            Window = options.Whole("window", 7, least: 2, most: 64),
            Drop = options.Fraction("drop") ?? 0.1f,
        };
        return network.Width % 6 == 0 ? network : throw new ArgumentException($"Option width={network.Width}: expected a multiple of 6, for 3 heads of even width.");
    }

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) => RequireEach(input, (_, size) => size > 0 && size % Multiple == 0, $"patches of {PatchSize} pixels halved {Levels - 1} times");

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        x = (scope / "patch_embed" / "proj").Conv(x, Width, ConvOptions.Square(PatchSize, PatchSize) with { Padding = default(Triple) });
        x = (scope / "patch_embed" / "norm").LayerNorm(x);
        var skips = new Stack<Value>();
        for (var level = 0; level < Levels; level++)
        {
            var layer = scope / "layers" / level;
            skips.Push(x);                                                                  // [N, H / 2^(level + 2), …, Width·2^level]
            x = Blocks(layer, x, level);
            x = level < Levels - 1 ? (layer / "downsample").PatchMerging(x, _corners) : x;
        }

        // What enters the coarsest level is no skip.
        skips.Pop();
        x = (scope / "norm").LayerNorm(x);
        x = (scope / "layers_up" / 0).PatchExpanding(x, factor: 2, Width << (Levels - 2));
        for (var step = 1; step < Levels; step++)
        {
            var (layer, level) = (scope / "layers_up" / step, Levels - 1 - step);
            x = (scope / "concat_back_dim" / step).Linear(x.Concat(skips.Pop()), Width << level);
            x = Blocks(layer, x, level);
            x = level > 0 ? (layer / "upsample").PatchExpanding(x, factor: 2, Width << (level - 1)) : x;
        }

        x = (scope / "up").PatchExpanding((scope / "norm_up").LayerNorm(x), PatchSize, Width);
        return (scope / "output").Conv(x, Classes, kernel: 1, bias: false);
    }

    private Value Blocks(Scope layer, Value x, int level)
    {
        var (before, all) = (Enumerable.Range(0, level).Sum(finer => Depths[finer]), Enumerable.Range(0, Levels).Sum(each => Depths[each]));
        for (var block = 0; block < Depths[level]; block++)
        {
            var drop = Drop * (before + block) / Math.Max(all - 1, 1);
            x = (layer / "blocks" / block).SwinBlock(x, new(3 << level, Window, Shifted: block % 2 == 1, drop, Shrinks: false, ("fc1", "fc2")));
        }

        return x;
    }
}
