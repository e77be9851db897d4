using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>Sizes of <see cref="UNeXt"/>.</summary>
public enum UNeXtSize
{
    /// <summary>16, 32, 128, 160 and 256 channels: 1,471,921 parameters for 3 channels and 1 class.</summary>
    Standard,

    /// <summary>8, 16, 32, 64 and 128 channels: 253,561 parameters.</summary>
    Small,
}

/// <summary>UNeXt: a light U-Net of convolutions above and, in the two coarsest levels, of multilayer perceptrons on shifted tokens.</summary>
/// <remarks>
/// Valanarasu, Patel, "UNeXt: MLP-based rapid medical image segmentation network", MICCAI 2022, https://arxiv.org/abs/2203.04967; names of its code, https://github.com/jeya-maria-jose/UNeXt-pytorch.
/// Input [N, H, W, InputChannels], H and W multiples of 32; logits [N, H, W, OutputChannels]. Three levels of a 3x3 convolution, batch normalisation, pooling and ReLU; two levels of an overlapping
/// embedding (3x3, stride 2) and a block: channels in five groups are shifted by −2 to 2 pixels along H, mixed, convolved depthwise, shifted along W, mixed. Skips are added.
/// </remarks>
public sealed record UNeXt : Network
{
    private const int Levels = 5;

    // Groups of channels, and so pixels from −2 to 2.
    private const int Shifts = 5;

    /// <summary>Channels of the image. Default 3.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Classes, background included. Default 2.</summary>
    public int Classes { get; init; } = 2;

    /// <summary>Channels of the five levels. Default 16-32-128-160-256.</summary>
    public PerLevel<int> Widths { get; init; } = WidthsOf(UNeXtSize.Standard);

    /// <inheritdoc/>
    public override int InputChannels => Channels;

    /// <inheritdoc/>
    public override int OutputChannels => Classes;

    /// <inheritdoc/>
    public override int Dimensions => 2;

    /// <inheritdoc/>
    public override Shape TypicalInput => [1, 512, 512, Channels];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => NetworkOptions.Written(("channels", Channels), ("classes", Classes), ("widths", Widths));

    /// <summary>Channels of the levels in a size of the literature.</summary>
    public static PerLevel<int> WidthsOf(UNeXtSize size) => size == UNeXtSize.Standard ? [16, 32, 128, 160, 256] : [8, 16, 32, 64, 128];

    /// <summary>The network that options describe: size=small, or widths of one's own.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of range.</exception>
    public static UNeXt From(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new UNeXt
        {
            Channels = options.Whole("channels", 3, least: 1, most: 4096),
            Classes = options.Whole("classes", 2, least: 1, most: 4096),
            Widths = options.Wholes("widths", WidthsOf(options.OneOf("size", UNeXtSize.Standard)), least: Shifts, most: 4096),
        };
    }

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) => RequireEach(input, (_, size) => size > 0 && size % (1 << Levels) == 0, $"{Levels} levels of stride 2");

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var skips = new Stack<Value>();
        for (var level = 0; level < 3; level++)
        {
            x = scope.ConvBatchNorm(x, Widths[level], ConvOptions.Square(3), ($"encoder{level + 1}", $"ebn{level + 1}"), bias: true).MaxPool(2).Relu();
            skips.Push(x);                                                                  // [N, H / 2^(level + 1), …]
        }

        x = Tokens(scope, x, level: 3, ("block1", "norm3"));
        skips.Push(x);                                                                      // [N, H / 16, …]
        x = Tokens(scope, x, level: 4, ("block2", "norm4"));                                // [N, H / 32, …]

        for (var step = 1; step <= 4; step++)
        {
            x = scope.ConvBatchNorm(x, Widths[Levels - 1 - step], ConvOptions.Square(3), ($"decoder{step}", $"dbn{step}"), bias: true).Upsample(2).Relu() + skips.Pop();
            if (step <= 2)
            {
                x = (scope / $"dnorm{step + 2}").LayerNorm(ShiftedBlock(scope / $"dblock{step}" / 0, x));
            }
        }

        x = (scope / "decoder5").Conv(x, Widths[0], padding: 1).Upsample(2).Relu();         // [N, H, W, …]
        return (scope / "final").Conv(x, Classes, kernel: 1);
    }

    private Value Tokens(Scope scope, Value x, int level, (string Block, string Norm) names)
    {
        x = (scope / $"patch_embed{level}").OverlapPatchEmbedding(x, Widths[level], patch: 3, stride: 2);
        return (scope / names.Norm).LayerNorm(ShiftedBlock(scope / names.Block / 0, x));
    }

    private static Value ShiftedBlock(Scope scope, Value x)
    {
        var (mlp, channels) = (scope / "mlp", x.Shape.Channels);
        var y = Shifted((scope / "norm2").LayerNorm(x), axis: 1);
        y = (mlp / "fc1").Linear(y, channels);
        y = (mlp / "dwconv" / "dwconv").DepthwiseConv(y).Gelu();
        return x + (mlp / "fc2").Linear(Shifted(y, axis: 2), channels);
    }

    // Group g is moved by g − 2 pixels, zeros following: a crop of the padded image, which the next product reads where it lies.
    private static Value Shifted(Value x, int axis)
    {
        const int Most = Shifts / 2;
        var border = axis == 1 ? new Triple(0, Most, 0) : new Triple(0, 0, Most);
        var (padded, group) = (x.Pad(border, border), (x.Shape.Channels + Shifts - 1) / Shifts);
        var parts = new List<Value>();
        for (var first = 0; first < x.Shape.Channels; first += group)
        {
            var shift = parts.Count - Most;
            parts.Add(padded.Slice(axis, Most - shift, x.Shape[axis]).Slice(axis: -1, first, Math.Min(group, x.Shape.Channels - first)));
        }

        return parts[0].Concat([.. parts.Skip(1)]);
    }
}
