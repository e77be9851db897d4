using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>UNETR: a vision transformer of a volume's patches contracts at once to 1/16; its inner layers, enlarged by up-convolutions, are the skips of a U-Net's expanding path.</summary>
/// <remarks>
/// Hatamizadeh, Tang, Nath, Yang, Myronenko, Landman, Roth, Xu, WACV 2022, https://arxiv.org/abs/2103.10504; names of MONAI's <c>UNETR</c> with convolutional embedding.
/// Input [N, D, H, W, InputChannels] (or [N, H, W, InputChannels] with two axes), extents multiples of 16; logits of the same extents. With 1 channel, 14 classes and 96³ voxels 92,784,046 parameters:
/// MONAI's count is larger by cross-attention that it allocates in each layer and UNETR never runs; its checkpoints hold those tensors too, and they are left out in reading. How many heads there were no tensor tells.
/// Patches of 16³, learnt positions, 12 layers of 12 heads on 768 channels; skips behind the layers 4, 7 and 10. The positions are those of a grid; for another size they are interpolated.
/// </remarks>
public sealed record Unetr : Network
{
    private const int PatchSize = 16, Expansion = 4, CoarsestSkip = 3, DefaultGrid = 6;

    // Positions begin as the weights do.
    private const float Deviation = 0.02f;

    /// <summary>Channels of the volume. Default 1.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Classes, background included. Default 2.</summary>
    public int Classes { get; init; } = 2;

    /// <summary>2 for images, 3 (default) for volumes.</summary>
    public int Axes { get; init; } = 3;

    /// <summary>Channels at full resolution; each coarser level has twice as many. Default 16.</summary>
    public int Width { get; init; } = 16;

    /// <summary>Channels of a token. Default 768.</summary>
    public int Hidden { get; init; } = 768;

    /// <summary>Heads of attention; divides the channels of a token. Default 12.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Layers of the transformer, a multiple of 4: skips are taken after each quarter. Default 12.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Channels within the perceptron of a layer; null, the default: four times those of a token.</summary>
    public int? Mlp { get; init; }

    /// <summary>Whether queries, keys and values have a bias. Default false.</summary>
    public bool QkvBias { get; init; }

    /// <summary>Positions along each axis: the size trained on, divided by 16. Default 6, for 96 voxels. An image ignores the depth.</summary>
    public Triple Grid { get; init; } = Triple.All(DefaultGrid);

    /// <inheritdoc/>
    public override int InputChannels => Channels;

    /// <inheritdoc/>
    public override int OutputChannels => Classes;

    /// <inheritdoc/>
    public override int Dimensions => Axes;

    /// <inheritdoc/>
    public override Shape TypicalInput => Axes == 3 ? [1, Grid.D * PatchSize, Grid.H * PatchSize, Grid.W * PatchSize, Channels] : [1, Grid.H * PatchSize, Grid.W * PatchSize, Channels];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => NetworkOptions.Written(
        ("channels", Channels), ("classes", Classes), ("dims", Axes), ("width", Width), ("hidden", Hidden), ("heads", Heads), ("layers", Layers), ("mlp", Mlp ?? Expansion * Hidden), ("qkv-bias", QkvBias), ("grid", Axes == 3 ? Grid : Grid with { D = Grid.W }));

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of range.</exception>
    public static Unetr From(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var network = new Unetr
        {
            Channels = options.Whole("channels", 1, least: 1, most: 4096),
            Classes = options.Whole("classes", 2, least: 1, most: 4096),
            Axes = options.Whole("dims", 3, least: 2, most: 3),
            Width = options.Whole("width", 16, least: 1, most: 4096),
            Hidden = options.Whole("hidden", 768, least: 1, most: 16384),
            Heads = options.Whole("heads", 12, least: 1, most: 1024),
            Layers = options.Whole("layers", 12, least: 4, most: 1000),
            QkvBias = options.YesOrNo("qkv-bias", false),
        };
        var mlp = options.Whole("mlp", Expansion * network.Hidden, least: 1, most: 65536);
        var grid = options.Triples("grid", [network.Grid], least: 1, most: 1024);
        network = network with
        {
            Mlp = mlp == Expansion * network.Hidden ? null : mlp,
            Grid = grid.Count == 1 ? grid[0] : throw new ArgumentException($"Option grid={grid}: expected the positions along each axis, such as {DefaultGrid} or {DefaultGrid}x{DefaultGrid}x4."),
        };
        return network.Hidden % network.Heads != 0
            ? throw new ArgumentException($"Option heads={network.Heads}: {network.Hidden} channels cannot be shared out among them.")
            : network.Layers % 4 == 0 ? network
            : throw new ArgumentException($"Option layers={network.Layers}: expected a multiple of 4, as a skip is taken in each quarter.");
    }

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) => RequireEach(input, (_, size) => size > 0 && size % PatchSize == 0, "patches of 16 samples");

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var states = Transform(scope / "vit", x);
        var (skips, quarter) = (new Stack<Value>(), Layers / 4);
        skips.Push((scope / "encoder1" / "layer").UnetrResidual(x, Width));
        for (var level = 1; level <= CoarsestSkip; level++)
        {
            // The earlier the layer, the finer the level that it serves.
            skips.Push(Enlarged(scope / $"encoder{level + 1}", states[level * quarter], Width << level, times: CoarsestSkip - level));
        }

        x = states[^1];                                                                     // [N, D / 16, H / 16, W / 16, Hidden]
        for (var level = CoarsestSkip; level >= 0; level--)
        {
            x = (scope / $"decoder{level + 2}").UnetrUp(x, skips.Pop());
        }

        return (scope / "out" / "conv" / "conv").Conv(x, Classes, kernel: 1);
    }

    // The result of every layer, in the extents of the grid, and behind them the last one normalised.
    private List<Value> Transform(Scope scope, Value x)
    {
        var embedding = scope / "patch_embedding";
        x = (embedding / "patch_embeddings").Conv(x, Hidden, ConvOptions.Square(PatchSize, PatchSize) with { Padding = default(Triple) });
        var positions = Axes == 3 ? Grid.Product : Grid.H * Grid.W;
        var learnt = embedding.Parameter("position_embeddings", [1, positions, Hidden], new Initialiser(Distribution.Normal, Deviation));
        Shape grid = Axes == 3 ? [1, Grid.D, Grid.H, Grid.W, Hidden] : [1, Grid.H, Grid.W, Hidden];
        x += learnt.Reshape(grid).Resize(x.Shape.Spatial);
        var states = new List<Value>();
        for (var layer = 0; layer < Layers; layer++)
        {
            x = Layer(scope / "blocks" / layer, x);
            states.Add(x);
        }

        states.Add((scope / "norm").LayerNorm(x));
        return states;
    }

    private Value Layer(Scope scope, Value x)
    {
        var parts = (scope / "attn" / "qkv").Linear((scope / "norm1").LayerNorm(x), 3 * Hidden, bias: QkvBias).AsTokens().ToHeads(3, Heads);
        var seen = parts[0].ScaledDotProductAttention(parts[1], parts[2]).FromHeads();
        x += (scope / "attn" / "out_proj").Linear(seen.Reshape(x.Shape), Hidden);
        var y = (scope / "mlp" / "linear1").Linear((scope / "norm2").LayerNorm(x), Mlp ?? Expansion * Hidden).Gelu();
        return x + (scope / "mlp" / "linear2").Linear(y, Hidden);
    }

    private static Value Enlarged(Scope scope, Value x, int channels, int times)
    {
        x = (scope / "transp_conv_init").UnetrUpConv(x, channels);
        for (var time = 0; time < times; time++)
        {
            var block = scope / "blocks" / time;
            x = (block / 1).UnetrResidual((block / 0).UnetrUpConv(x, channels), channels);
        }

        return x;
    }
}
