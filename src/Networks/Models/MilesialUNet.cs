using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>The U-Net of milesial/Pytorch-UNet: padded, with batch normalisation; images of any size.</summary>
/// <remarks>
/// https://github.com/milesial/Pytorch-UNet, after Ronneberger et al. 2015. 31,037,698 parameters for 3 channels and 2 classes, 17,263,042 with bilinear upsampling, whose bottom has no more
/// channels than the level above. Where a pooling drops a row or a column, zeros stand for it on the way up.
/// </remarks>
public sealed record MilesialUNet : Pyramid
{
    /// <summary>As the reference has it by default: three channels.</summary>
    public MilesialUNet() => Channels = 3;

    /// <summary>How the expanding path doubles its resolution. Default transposed convolutions.</summary>
    public Upsampling Upsampling { get; init; }

    /// <inheritdoc/>
    private protected override (string Name, object Value)[] Own => [("up", Upsampling)];

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static MilesialUNet From(NetworkOptions options) => Read(new MilesialUNet(), options) with { Upsampling = options.OneOf("up", Upsampling.Transposed) };

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var (skips, bilinear) = (new Stack<Value>(), Upsampling == Upsampling.Bilinear);
        x = x.DoubleConv(scope / "inc" / "double_conv", Width);
        for (var level = 1; level <= Depth; level++)
        {
            skips.Push(x);
            var channels = bilinear && level == Depth ? ChannelsAt(level - 1) : ChannelsAt(level);
            x = x.MaxPool(2).DoubleConv(scope / $"down{level}" / "maxpool_conv" / 1 / "double_conv", channels);
        }

        for (var step = 1; step <= Depth; step++)
        {
            var (up, level, skip) = (scope / $"up{step}", Depth - step, skips.Pop());
            x = bilinear ? x.Upsample(2, ResizeMode.Linear, alignCorners: true) : (up / "up").UpConv(x, ChannelsAt(level));
            x = skip.Concat(x.PadTo(skip.Shape));
            var channels = bilinear && level > 0 ? ChannelsAt(level - 1) : ChannelsAt(level);
            x = x.DoubleConv(up / "conv" / "double_conv", channels, between: bilinear ? x.Shape.Channels / 2 : channels);
        }

        return (scope / "outc" / "conv").Conv(x, Classes, kernel: 1);
    }

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) => RequireEach(input, (_, size) => Padding.Same.Fits(size, Depth), Padding.Same.Levels(Depth));
}
