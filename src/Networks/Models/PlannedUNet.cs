using System.Collections.Immutable;
using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>A U-Net from a plan, as nnU-Net draws it up for a data set: channels, kernel and stride of every stage. Its two forms differ in the encoder.</summary>
/// <remarks>
/// Isensee, Jaeger, Kohl, Petersen, Maier-Hein, "nnU-Net", Nature Methods 18, 2021, https://arxiv.org/abs/1904.08128. Convolutions with bias, instance normalisation, LeakyReLU 0.01; strided
/// convolutions instead of pooling; up-convolutions whose kernel is their stride; what comes up stands before the skip. Every level of the expanding path has a head, 1x1.
/// Parameters have the names of dynamic-network-architectures ("encoder.stages.0.0.convs.0.conv.weight"). Its checkpoints hold the same tensors several times: the encoder again below
/// "decoder.encoder", each layer again below "all_modules". A reader takes the names of this network and leaves the others.
/// </remarks>
public abstract record PlannedUNet : Network
{
    private protected const float Slope = 0.01f;

    /// <summary>Channels of the image. Default 1.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Classes, background included. Default 2.</summary>
    public int Classes { get; init; } = 2;

    /// <summary>2 for images, 3 (default) for volumes.</summary>
    public int Axes { get; init; } = 3;

    /// <summary>Channels of each stage; there are as many stages as numbers. Default 32-64-128-256-320-320.</summary>
    public PerLevel<int> Features { get; init; } = [32, 64, 128, 256, 320, 320];

    /// <summary>Kernel of each stage. Default 3.</summary>
    public PerLevel<Triple> Kernels { get; init; } = [Triple.All(3)];

    /// <summary>Stride with which each stage begins. Default 1-2: the first as it is, then halved each time.</summary>
    public PerLevel<Triple> Strides { get; init; } = [Triple.All(1), Triple.All(2)];

    /// <summary>Whether the coarser levels of the expanding path are trained too, each with half the weight of the finer one, but for the coarsest. Default true. Parameters are the same either way.</summary>
    public bool Supervision { get; init; } = true;

    /// <inheritdoc/>
    public sealed override int InputChannels => Channels;

    /// <inheritdoc/>
    public sealed override int OutputChannels => Classes;

    /// <inheritdoc/>
    public sealed override int Dimensions => Axes;

    /// <inheritdoc/>
    public sealed override Shape TypicalInput
    {
        get
        {
            var wished = Axes == 3 ? 64 : 256;
            int Side(int axis) => (wished + Multiple(axis) - 1) / Multiple(axis) * Multiple(axis);
            return Axes == 3 ? [1, Side(1), Side(2), Side(3), Channels] : [1, Side(1), Side(2), Channels];
        }
    }

    private int Stages => Features.Count;

    /// <inheritdoc/>
    protected sealed override Value Draw(Scope scope, Value x) => DrawHeads(scope, x)[0].Logits;

    /// <inheritdoc/>
    protected sealed override ImmutableArray<Head> DrawHeads(Scope scope, Value x)
    {
        var skips = Encode(scope / "encoder", x);
        var logits = new Value[Stages - 1];
        x = skips[^1];
        for (var step = 0; step < Stages - 1; step++)
        {
            var (decoder, level) = (scope / "decoder", Stages - 2 - step);
            var up = new ConvOptions { Kernel = Strides[level + 1], Stride = Strides[level + 1], NegativeSlope = Slope };
            x = (decoder / "transpconvs" / step).UpConv(x, Features[level], up).Concat(skips[level]);
            x = Stack(decoder / "stages" / step, x, level, DecoderConvs(step));

            // Drawn at every level, asked for or not, so that models with and without supervision have the same parameters.
            logits[level] = (decoder / "seg_layers" / step).Conv(x, Classes, ConvOptions.Pointwise with { NegativeSlope = Slope });
        }

        return Supervision ? Weighted(logits) : [new(logits[0])];
    }

    /// <summary>Draws the encoder.</summary>
    /// <returns>The result of every stage, finest first.</returns>
    private protected abstract List<Value> Encode(Scope scope, Value x);

    /// <summary>Convolutions of a step of the expanding path, coarsest first.</summary>
    private protected abstract int DecoderConvs(int step);

    /// <summary>Convolutions one behind the other, the first with a stride.</summary>
    private protected Value Stack(Scope scope, Value x, int stage, int convolutions, Triple? stride = null)
    {
        for (var i = 0; i < convolutions; i++)
        {
            var options = new ConvOptions { Kernel = Kernels[stage], Stride = i == 0 ? stride ?? Triple.All(1) : Triple.All(1) };
            x = ConvNorm(scope / "convs" / i, x, Features[stage], options).LeakyRelu(Slope);
        }

        return x;
    }

    /// <summary>A convolution and its normalisation.</summary>
    private protected static Value ConvNorm(Scope scope, Value x, int channels, ConvOptions options, float gain = 1) =>
        (scope / "norm").Normalise((scope / "conv").Conv(x, channels, options with { NegativeSlope = Slope }), Normalisation.Instance, gain);

    /// <inheritdoc/>
    protected sealed override void RequireSize(Shape input) => RequireEach(input, (axis, size) => size >= 1 && size % Multiple(axis) == 0, $"{Stages} stages with strides {Strides}");

    /// <summary>The plan that options describe, with the defaults of a network.</summary>
    private protected static T Planned<T>(T network, NetworkOptions options) where T : PlannedUNet
    {
        ArgumentNullException.ThrowIfNull(options);
        return network with
        {
            Channels = options.Whole("channels", network.Channels, least: 1, most: 4096),
            Classes = options.Whole("classes", network.Classes, least: 1, most: 4096),
            Axes = options.Whole("dims", network.Axes, least: 2, most: 3),
            Features = options.Wholes("features", network.Features, least: 1, most: 4096) is { Count: >= 2 and <= 10 } features ? features
                : throw new ArgumentException("Option features: expected the channels of 2 to 10 stages, such as 32-64-128."),
            Kernels = options.Triples("kernels", network.Kernels, least: 1, most: 31) is var kernels && kernels.All(kernel => kernel is { D: var d, H: var h, W: var w } && d * h * w % 2 == 1) ? kernels
                : throw new ArgumentException($"Option kernels={kernels}: expected odd numbers, which have a centre."),
            Strides = options.Triples("strides", network.Strides, least: 1, most: 8),
            Supervision = options.YesOrNo("supervision", network.Supervision),
        };
    }

    /// <summary>The plan's options as they are written.</summary>
    private protected (string Name, object Value)[] Plan =>
        [("channels", Channels), ("classes", Classes), ("dims", Axes), ("features", Features), ("kernels", Kernels), ("strides", Strides), ("supervision", Supervision)];

    // Each head half the weight of the finer one, the coarsest none, together 1.
    private static ImmutableArray<Head> Weighted(Value[] logits)
    {
        var trained = Math.Max(logits.Length - 1, 1);
        var sum = 2 - MathF.Pow(2, 1 - trained);
        return [.. logits.Select((logit, level) => new Head(logit, level < trained ? MathF.Pow(2, -level) / sum : 0))];
    }

    // What the strides of an axis multiply to, the first stage's included: a size must be a multiple of it for skips and what comes up to meet.
    private int Multiple(int axis)
    {
        var product = 1;
        for (var stage = 0; stage < Stages; stage++)
        {
            var stride = Strides[stage];
            product *= (Axes - axis) switch { 0 => stride.W, 1 => stride.H, _ => stride.D };
        }

        return product;
    }
}
