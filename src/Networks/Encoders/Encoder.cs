using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>The convolutions of a classification network as a contracting path. Names are torchvision's where it has the network, so that weights trained on ImageNet load.</summary>
internal abstract record Encoder
{
    /// <summary>Whether the decoder has two convolutions of its own at the coarsest level, for encoders that end on a pooling.</summary>
    public virtual bool HasCentre => false;

    /// <summary>Draws it.</summary>
    /// <param name="scope">Where its names begin.</param>
    /// <param name="x">[N, H, W, C], H and W multiples of 32.</param>
    /// <returns>Features at 1/2, 1/4, 1/8, 1/16 and 1/32 of the resolution.</returns>
    public abstract IReadOnlyList<Value> Draw(Scope scope, Value x);

    /// <summary>The encoder of a kind.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="width">Channels behind its stem; null for the reference's. All others in proportion.</param>
    public static Encoder Of(EncoderKind kind, int? width) => kind switch
    {
        EncoderKind.ResNet18 => new ResNetEncoder([2, 2, 2, 2], HasBottlenecks: false, width ?? 64),
        EncoderKind.ResNet34 => new ResNetEncoder([3, 4, 6, 3], HasBottlenecks: false, width ?? 64),
        EncoderKind.ResNet50 => new ResNetEncoder([3, 4, 6, 3], HasBottlenecks: true, width ?? 64),
        EncoderKind.Vgg16Bn => new VggEncoder(width ?? 64),
        EncoderKind.MobileNetV2 => new MobileNetEncoder(MobileNetEncoder.V2, width ?? 32),
        EncoderKind.EfficientNetB0 => new EfficientNetEncoder(width ?? 32),
        _ => new EfficientNetTfEncoder(width ?? 32),
    };
}
