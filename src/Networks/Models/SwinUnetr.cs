using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>In which order a volume's eight neighbours are merged.</summary>
public enum PatchMergingOrder
{
    /// <summary>As the published weights have it: two of the eight are taken twice, and two never.</summary>
    Published,

    /// <summary>All eight (MONAI's "mergingv2").</summary>
    All,

    /// <summary>All eight, in the order that MONAI's "merging" has since version 1.5 of 2025, when it was corrected.</summary>
    Corrected,
}

/// <summary>Swin UNETR: a transformer with shifted windows contracts a volume; residual blocks on its levels are the skips of a U-Net's expanding path.</summary>
/// <remarks>
/// Hatamizadeh, Nath, Tang, Yang, Roth, Xu, 2022, https://arxiv.org/abs/2201.01266; names of MONAI's <c>SwinUNETR</c>.
/// Input [N, D, H, W, InputChannels] (or [N, H, W, InputChannels] with two axes), extents multiples of 32; logits of the same extents. With 1 channel and 14 classes 62,187,296 parameters.
/// Patches of 2³ to 48 channels, doubled at each of four levels of 2 blocks; windows of 7³; normalised features of each level go through residual blocks of 3x3x3 with instance normalisation.
/// In MONAI's published merging of patches, kept as the default for the sake of its weights, the fifth and sixth of the eight neighbours are the second and third once more; tensors do not show which order a network was trained with.
/// </remarks>
public sealed record SwinUnetr : Network
{
    private const int Levels = 4, PatchSize = 2;

    // Neighbours as 4·d + 2·h + w. In images both orders hold all four: down, then right.
    private static readonly int[] _published = [0, 4, 2, 1, 5, 2, 1, 7], _corrected = [0, 4, 2, 1, 6, 5, 3, 7], _all = [0, 1, 2, 3, 4, 5, 6, 7], _ofImage = [0, 2, 1, 3];

    /// <summary>Channels of the volume. Default 1.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Classes, background included. Default 2.</summary>
    public int Classes { get; init; } = 2;

    /// <summary>2 for images, 3 (default) for volumes.</summary>
    public int Axes { get; init; } = 3;

    /// <summary>Channels of the finest level, a multiple of 3; each coarser one has twice as many, and twice as many heads. Default 48, with 3 heads.</summary>
    public int Width { get; init; } = 48;

    /// <summary>Blocks of the levels. Default 2.</summary>
    public PerLevel<int> Depths { get; init; } = [2];

    /// <summary>Side of a window, in tokens. Default 7.</summary>
    public int Window { get; init; } = 7;

    /// <summary>How neighbours are merged. Default as the published weights have it.</summary>
    public PatchMergingOrder Merging { get; init; } = PatchMergingOrder.Published;

    /// <summary>Stochastic depth: with which probability the deepest block is left out, the first never. Default 0.</summary>
    public float Drop { get; init; }

    /// <inheritdoc/>
    public override int InputChannels => Channels;

    /// <inheritdoc/>
    public override int OutputChannels => Classes;

    /// <inheritdoc/>
    public override int Dimensions => Axes;

    /// <inheritdoc/>
    public override Shape TypicalInput => Axes == 3 ? [1, 96, 96, 96, Channels] : [1, 256, 256, Channels];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => NetworkOptions.Written(
        ("channels", Channels), ("classes", Classes), ("dims", Axes), ("width", Width), ("depths", Depths), ("window", Window), ("merging", Merging), ("drop", Drop));

    private static int Multiple => PatchSize << Levels;

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of range.</exception>
    public static SwinUnetr From(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var network = new SwinUnetr
        {
            Channels = options.Whole("channels", 1, least: 1, most: 4096),
            Classes = options.Whole("classes", 2, least: 1, most: 4096),
            Axes = options.Whole("dims", 3, least: 2, most: 3),
            Width = options.Whole("width", 48, least: 3, most: 4096),
            Depths = options.Wholes("depths", [2], least: 1, most: 1000),
            Window = options.Whole("window", 7, least: 2, most: 64),
            Merging = options.OneOf("merging", PatchMergingOrder.Published),
            Drop = options.Fraction("drop") ?? 0,
        };
        return network.Width % 3 == 0 ? network : throw new ArgumentException($"Option width={network.Width}: expected a multiple of 3, for 3 heads.");
    }

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) => RequireEach(input, (_, size) => size > 0 && size % Multiple == 0, $"patches of {PatchSize} samples halved {Levels} times");

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var features = Transform(scope / "swinViT", x);
        var skips = new Stack<Value>();
        skips.Push((scope / "encoder1" / "layer").UnetrResidual(x, Width));
        for (var level = 0; level < Levels - 1; level++)
        {
            skips.Push((scope / $"encoder{level + 2}" / "layer").UnetrResidual(features[level], Width << level));
        }

        // The level above the coarsest is a skip as it is.
        skips.Push(features[Levels - 1]);
        x = (scope / "encoder10" / "layer").UnetrResidual(features[Levels], Width << Levels); // [N, D / 32, …, 16·Width]
        for (var level = Levels; level >= 0; level--)
        {
            x = (scope / $"decoder{level + 1}").UnetrUp(x, skips.Pop());
        }

        return (scope / "out" / "conv" / "conv").Conv(x, Classes, kernel: 1);
    }

    // Features at 1/2 to 1/32, each normalised without parameters.
    private List<Value> Transform(Scope scope, Value x)
    {
        x = (scope / "patch_embed" / "proj").Conv(x, Width, ConvOptions.Square(PatchSize, PatchSize) with { Padding = default(Triple) });
        var features = new List<Value> { x.LayerNorm() };
        var (number, all) = (0, Enumerable.Range(0, Levels).Sum(level => Depths[level]));
        var corners = Axes == 2 ? _ofImage : Merging switch
        {
            PatchMergingOrder.Published => _published,
            PatchMergingOrder.Corrected => _corrected,
            _ => _all,
        };
        for (var level = 0; level < Levels; level++)
        {
            var layer = scope / $"layers{level + 1}" / 0;
            for (var block = 0; block < Depths[level]; block++, number++)
            {
                x = (layer / "blocks" / block).SwinBlock(x, new(3 << level, Window, Shifted: block % 2 == 1, Drop * number / Math.Max(all - 1, 1), Shrinks: true, ("linear1", "linear2")));
            }

            x = (layer / "downsample").PatchMerging(x, corners);
            features.Add(x.LayerNorm());
        }

        return features;
    }
}
