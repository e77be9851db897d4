using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>Sizes of <see cref="MobileUNet"/>.</summary>
public enum MobileSize
{
    /// <summary>MobileNetV2's own stages: for telephones and laptops.</summary>
    Standard,

    /// <summary>Five thin stages, all channels multiples of 8, expansion 3: for embedded accelerators.</summary>
    Edge,
}

/// <summary>U-Net of depthwise separable convolutions: inverted residuals down and up, for devices with little arithmetic and memory.</summary>
/// <remarks>
/// The contracting path is MobileNetV2 (Sandler, Howard, Zhu, Zhmoginov, Chen, CVPR 2018, https://arxiv.org/abs/1801.04381) under torchvision's names below "encoder"; the expanding path is ours, as no
/// paper defines a mobile U-Net: nearest x2, concatenation with the skip, an inverted residual to the skip's channels; at full resolution a depthwise and a 1x1 convolution, then a 1x1 head.
/// Input [N, H, W, InputChannels], H and W multiples of 32; logits [N, H, W, OutputChannels].
/// The edge size is in the spirit of EdgeMedNet (2023, a light U-Net for a USB accelerator), whose code and sizes are not public: nothing here is taken from it, and its scores cannot be compared.
/// Every operation is a convolution, a sum, a clamp, a concatenation or a nearest upsampling, which all embedded compilers know.
/// </remarks>
/// <param name="Channels">Channels of the image.</param>
/// <param name="Classes">Classes, background included.</param>
/// <param name="Size">How large.</param>
/// <param name="Width">Channels of the stem, all others in proportion; null: 32, of the edge size 16.</param>
public sealed record MobileUNet(int Channels = 3, int Classes = 2, MobileSize Size = MobileSize.Standard, int? Width = null) : Network
{
    private const int Levels = 5;

    // The concatenation in front makes the middle of a block wide already.
    private const int DecoderExpansion = 2;

    private static readonly MobileNetPlan _standard = MobileNetEncoder.V2 with { Last = 0 };

    private static readonly MobileNetPlan _edge = new(Stem: 16, [new(1, 8, 1, 1), new(3, 16, 1, 2), new(3, 24, 2, 2), new(3, 32, 2, 2), new(3, 64, 2, 2)]);

    /// <inheritdoc/>
    public override int InputChannels => Channels;

    /// <inheritdoc/>
    public override int OutputChannels => Classes;

    /// <inheritdoc/>
    public override int Dimensions => 2;

    /// <inheritdoc/>
    public override Shape TypicalInput => [1, 512, 512, Channels];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options =>
        NetworkOptions.Written(("channels", Channels), ("classes", Classes), ("size", Size), ("width", Width ?? Plan(Size).Stem));

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of range.</exception>
    public static MobileUNet From(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var size = options.OneOf("size", MobileSize.Standard);
        var width = options.Whole("width", Plan(size).Stem, least: 1, most: 4096);
        return new MobileUNet(
            options.Whole("channels", 3, least: 1, most: 4096),
            options.Whole("classes", 2, least: 1, most: 4096),
            size,
            width == Plan(size).Stem ? null : width);
    }

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) => RequireEach(input, (_, size) => size > 0 && size % (1 << Levels) == 0, $"{Levels} levels of stride 2");

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var features = new MobileNetEncoder(Plan(Size), Width ?? Plan(Size).Stem).Draw(scope / "encoder", x);
        x = features[^1];                                                                   // [N, H / 32, W / 32, …]
        for (var step = 0; step < Levels - 1; step++)
        {
            var skip = features[Levels - 2 - step];
            x = x.Upsample(2, ResizeMode.Nearest).Concat(skip);
            x = (scope / "decoder" / step).InvertedResidual(x, skip.Shape.Channels, DecoderExpansion);
        }

        x = x.Upsample(2, ResizeMode.Nearest);                                              // [N, H, W, …]
        x = (scope / "decoder" / (Levels - 1)).InvertedResidual(x, x.Shape.Channels, expansion: 1);
        return (scope / "head").Conv(x, Classes, kernel: 1);
    }

    private static MobileNetPlan Plan(MobileSize size) => size == MobileSize.Standard ? _standard : _edge;
}
