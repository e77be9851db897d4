using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>U-Net whose contracting path is a classification network, so that weights trained on ImageNet can be its beginning.</summary>
/// <remarks>
/// The decoder and all names are those of segmentation_models.pytorch (Iakubovskii 2019, https://github.com/qubvel-org/segmentation_models.pytorch), the encoder's names below "encoder" torchvision's:
/// a checkpoint of the former, and with the prefix "encoder." one of the latter, loads by name. EfficientNet-B0 is there twice: torchvision's, and the former's own ("efficientnetb0tf"), which is padded otherwise.
/// Input [N, H, W, InputChannels], H and W multiples of 32; logits [N, H, W, OutputChannels]. Each decoder block: nearest x2, concatenation with the skip behind it, two 3x3 convolutions with batch
/// normalisation and ReLU; 256, 128, 64, 32, 16 channels; a 3x3 head. With ResNet-34, 3 channels and 1 class 24,436,369 parameters. No skip has the input's own resolution.
/// Pretrained encoders expect RGB in [0, 1] less the means (0.485, 0.456, 0.406), divided by (0.229, 0.224, 0.225).
/// </remarks>
/// <param name="Channels">Channels of the image.</param>
/// <param name="Classes">Classes, background included.</param>
/// <param name="Encoder">Which network contracts.</param>
/// <param name="Width">Channels of the encoder's stem, all its others in proportion; null: the reference's (64; MobileNet and EfficientNet 32), which alone takes pretrained weights.</param>
/// <param name="DecoderWidth">Channels of the last decoder block; each block in front of it has twice as many as the next.</param>
public sealed record EncoderUNet(int Channels = 3, int Classes = 2, EncoderKind Encoder = EncoderKind.ResNet34, int? Width = null, int DecoderWidth = 16) : Network
{
    // Times that the resolution is halved.
    private const int Levels = 5;

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
        ("channels", Channels), ("classes", Classes), ("encoder", Encoder), ("width", Width ?? Reference(Encoder)), ("decoder-width", DecoderWidth));

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of range.</exception>
    public static EncoderUNet From(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var encoder = options.OneOf("encoder", EncoderKind.ResNet34);
        var width = options.Whole("width", Reference(encoder), least: 1, most: 4096);
        return new EncoderUNet(
            options.Whole("channels", 3, least: 1, most: 4096),
            options.Whole("classes", 2, least: 1, most: 4096),
            encoder,
            width == Reference(encoder) ? null : width,
            options.Whole("decoder-width", 16, least: 1, most: 1024));
    }

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) => RequireEach(input, (_, size) => size > 0 && size % (1 << Levels) == 0, $"{Levels} levels of stride 2");

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var encoder = Networks.Encoder.Of(Encoder, Width);
        var features = encoder.Draw(scope / "encoder", x);
        var decoder = scope / "decoder";
        x = features[^1];                                                                   // [N, H / 32, W / 32, …]
        x = encoder.HasCentre ? DoubleConv((decoder / "center" / 0, decoder / "center" / 1), x, x.Shape.Channels) : x;
        for (var step = 0; step < Levels; step++)
        {
            x = x.Upsample(2, ResizeMode.Nearest);
            x = step < Levels - 1 ? x.Concat(features[Levels - 2 - step]) : x;
            var block = decoder / "blocks" / step;
            x = DoubleConv((block / "conv1", block / "conv2"), x, DecoderWidth << (Levels - 1 - step));
        }

        return (scope / "segmentation_head" / 0).Conv(x, Classes, padding: 1);
    }

    private static Value DoubleConv((Scope First, Scope Second) scopes, Value x, int channels)
    {
        x = scopes.First.ConvBatchNorm(x, channels, ConvOptions.Square(3), ("0", "1")).Relu();
        return scopes.Second.ConvBatchNorm(x, channels, ConvOptions.Square(3), ("0", "1")).Relu();
    }

    private static int Reference(EncoderKind encoder) => encoder is EncoderKind.MobileNetV2 or EncoderKind.EfficientNetB0 or EncoderKind.EfficientNetB0Tf ? 32 : 64;
}
