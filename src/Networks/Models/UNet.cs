using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>U-Net: a contracting path, an expanding path, and skips between equal resolutions.</summary>
/// <remarks>
/// Ronneberger, Fischer, Brox, "U-Net: convolutional networks for biomedical image segmentation", MICCAI 2015, https://arxiv.org/abs/1505.04597.
/// Input [N, H, W, InputChannels]; logits [N, H', W', OutputChannels]. As in the paper: valid 3x3 convolutions with bias and ReLU, 2x2 max pooling, 2x2 up-convolutions that halve
/// the channels, centre-cropped skip first in the concatenation, dropout at the end of the contracting path, a 1x1 head; 31,030,658 parameters for 1 channel and 2 classes, 572 → 388.
/// With same padding and batch normalisation it computes what milesial's network does (<see cref="MilesialUNet"/>), which differs in the names of its parameters.
/// </remarks>
/// <param name="Channels">Channels of the image.</param>
/// <param name="Classes">Classes, background included.</param>
/// <param name="Width">Channels of the first level; each further level has twice as many.</param>
/// <param name="Depth">How often the resolution is halved.</param>
/// <param name="Padding">Valid: sizes n with n ≡ 12 (mod 16) at depth 4. Same: any size, the result as large as the input.</param>
/// <param name="Normalisation">Between each convolution and its ReLU; the convolution then has no bias.</param>
/// <param name="Upsampling">How the expanding path doubles its resolution.</param>
/// <param name="Dropout">Probability at the last level with a skip and at the bottom; null: 0.5 without normalisation as in the paper, 0 with one.</param>
public sealed record UNet(
    int Channels = 1,
    int Classes = 2,
    int Width = 64,
    int Depth = 4,
    Padding Padding = Padding.Valid,
    Normalisation Normalisation = Normalisation.None,
    Upsampling Upsampling = Upsampling.Transposed,
    float? Dropout = null) : Network
{
    /// <inheritdoc/>
    public override int InputChannels => Channels;

    /// <inheritdoc/>
    public override int OutputChannels => Classes;

    /// <inheritdoc/>
    public override int Dimensions => 2;

    /// <inheritdoc/>
    public override Shape TypicalInput
    {
        get
        {
            var side = Padding == Padding.Valid ? NearestSizes(axis: 1, 572, (_, size) => Padding.Fits(size, Depth)).Above : 512;
            return [1, side, side, Channels];
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => NetworkOptions.Written(
        ("channels", Channels), ("classes", Classes), ("width", Width), ("depth", Depth), ("padding", Padding), ("norm", Normalisation), ("up", Upsampling), ("dropout", DropoutProbability));

    private float DropoutProbability => Dropout ?? (Normalisation == Normalisation.None ? 0.5f : 0);

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of range.</exception>
    public static UNet From(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new UNet(
            options.Whole("channels", 1, least: 1, most: 4096),
            options.Whole("classes", 2, least: 1, most: 4096),
            options.Whole("width", 64, least: 1, most: 4096),
            options.Whole("depth", 4, least: 1, most: 8),
            options.OneOf("padding", Padding.Valid),
            options.OneOf("norm", Normalisation.None),
            options.OneOf("up", Upsampling.Transposed),
            options.Fraction("dropout"));
    }

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var skips = new Stack<Value>();
        for (var level = 0; level < Depth; level++)
        {
            x = DoubleConv(scope / "enc" / level, x, Width << level);                       // [N, H / 2^level, …, Width·2^level]
            x = level == Depth - 1 ? x.Dropout(DropoutProbability) : x;
            skips.Push(x);
            x = x.MaxPool(2);
        }

        // Interpolation can't halve the channels, so with it the bottom has no more of them than the level above.
        x = DoubleConv(scope / "enc" / Depth, x, Upsampling == Upsampling.Bilinear ? Width << (Depth - 1) : Width << Depth);
        x = x.Dropout(DropoutProbability);
        for (var step = 0; step < Depth; step++)
        {
            var (level, skip) = (Depth - 1 - step, skips.Pop());
            x = Upsampling == Upsampling.Transposed ? (scope / "up" / step).UpConv(x, Width << level) : x.Upsample(2, ResizeMode.Linear, alignCorners: true);
            x = Padding == Padding.Valid ? skip.CropCentre(like: x.Shape).Concat(x) : skip.Concat(x.PadTo(skip.Shape));
            x = Upsampling == Upsampling.Transposed
                ? DoubleConv(scope / "dec" / step, x, Width << level)
                : DoubleConv(scope / "dec" / step, x, level == 0 ? Width : Width << (level - 1), between: x.Shape.Channels / 2);
        }

        return (scope / "head").Conv(x, Classes, kernel: 1);
    }

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) =>
        RequireEach(input, (_, size) => Padding.Fits(size, Depth), Padding.Levels(Depth));

    private Value DoubleConv(Scope scope, Value x, int channels, int? between = null)
    {
        var normalised = Normalisation != Normalisation.None;
        x = ConvNormRelu(x, scope / 0, scope / 1, between ?? channels);
        return normalised ? ConvNormRelu(x, scope / 3, scope / 4, channels) : ConvNormRelu(x, scope / 1, scope / 1, channels);
    }

    private Value ConvNormRelu(Value x, Scope conv, Scope norm, int channels)
    {
        x = conv.Conv(x, channels, kernel: 3, Padding == Padding.Same ? 1 : 0, bias: Normalisation == Normalisation.None);
        return norm.Normalise(x, Normalisation).Relu();
    }
}
