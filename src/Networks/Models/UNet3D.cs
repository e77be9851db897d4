using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>3D U-Net: the U-Net of volumes, learnt from a few annotated slices.</summary>
/// <remarks>
/// Çiçek, Abdulkadir, Lienkamp, Brox, Ronneberger, MICCAI 2016, https://arxiv.org/abs/1606.06650. Valid 3x3x3 convolutions with bias, batch normalisation in front of each ReLU; channels double
/// before a pooling (32-64, 64-128, …), so that no layer is a bottleneck; 2x2x2 up-convolutions keep their channels. 132x132x116 → 44x44x28. The paper counts 19,069,955 parameters for 3 channels
/// and 3 classes: without the factors and summands of normalisations, and with up-convolutions without bias, as here.
/// Sparse annotation needs nothing of the network: voxels without a label have the label that the loss ignores.
/// </remarks>
public sealed record UNet3D : Pyramid
{
    /// <summary>As the paper has it: volumes of three channels, three classes, three poolings.</summary>
    public UNet3D() => (Channels, Classes, Axes, Depth) = (3, 3, 3, 3);

    /// <summary>What convolutions see beyond the border. Default nothing, as in the paper.</summary>
    public Padding Padding { get; init; }

    /// <summary>In front of each ReLU. Default batch, as in the paper.</summary>
    public Normalisation Normalisation { get; init; } = Normalisation.Batch;

    /// <inheritdoc/>
    public override Shape TypicalInput
    {
        get
        {
            int Side(int wished) => NearestSizes(axis: 1, wished, (_, size) => Padding.Fits(size, Depth)).Above;
            return Axes == 3 ? [1, Side(116), Side(132), Side(132), Channels] : [1, Side(132), Side(132), Channels];
        }
    }

    /// <inheritdoc/>
    private protected override (string Name, object Value)[] Own => [("padding", Padding), ("norm", Normalisation)];

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static UNet3D From(NetworkOptions options) => Read(new UNet3D(), options) with
    {
        Padding = options.OneOf("padding", Padding.Valid),
        Normalisation = options.OneOf("norm", Normalisation.Batch),
    };

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var skips = new Stack<Value>();
        for (var level = 0; level < Depth; level++)
        {
            x = Double(scope / "enc" / level, x, ChannelsAt(level) / 2, ChannelsAt(level));
            skips.Push(x);
            x = x.MaxPool(2);
        }

        x = Double(scope / "enc" / Depth, x, ChannelsAt(Depth) / 2, ChannelsAt(Depth));
        for (var step = 0; step < Depth; step++)
        {
            var level = Depth - 1 - step;
            x = (scope / "up" / step).UpConv(x, x.Shape.Channels, new ConvOptions { Kernel = Triple.All(2), Stride = Triple.All(2), Bias = false });
            var skip = skips.Pop();
            x = Padding == Padding.Valid ? skip.CropCentre(like: x.Shape).Concat(x) : skip.Concat(x.PadTo(skip.Shape));
            x = Double(scope / "dec" / step, x, ChannelsAt(level), ChannelsAt(level));
        }

        return (scope / "head").Conv(x, Classes, kernel: 1);
    }

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) => RequireEach(input, (_, size) => Padding.Fits(size, Depth), Padding.Levels(Depth));

    // Places as in the 2015 network: 0 and 3 the convolutions, 1 and 4 their normalisations.
    private Value Double(Scope scope, Value x, int between, int channels)
    {
        x = ConvNorm(x, scope / 0, scope / 1, Math.Max(between, 1));
        return ConvNorm(x, scope / 3, scope / 4, channels);
    }

    private Value ConvNorm(Value x, Scope conv, Scope norm, int channels) =>
        norm.Normalise(conv.Conv(x, channels, kernel: 3, Padding == Padding.Same ? 1 : 0), Normalisation).Relu();
}
