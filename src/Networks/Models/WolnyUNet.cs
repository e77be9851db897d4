using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>The 3D U-Net of pytorch-3dunet (UNet3D, UNet2D): padded, group normalisation in front of each convolution, nearest-neighbour enlargement.</summary>
/// <remarks>
/// Wolny et al., eLife 9, 2020, https://doi.org/10.7554/eLife.57613; https://github.com/wolny/pytorch-3dunet, layer order "gcr". For 1 channel and 1 class 16,318,691 parameters; 4,081,267 with
/// width 32; 5,443,235 on images. The published models for plant cells and nuclei are of this form. Any size: what comes up is enlarged to the extents of the skip.
/// </remarks>
public sealed record WolnyUNet : Pyramid
{
    /// <summary>As the reference has it: volumes, four levels.</summary>
    public WolnyUNet() => (Axes, Depth) = (3, 3);

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static WolnyUNet From(NetworkOptions options) => Read(new WolnyUNet(), options);

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var skips = new Stack<Value>();
        for (var level = 0; level <= Depth; level++)
        {
            // The first convolution of a level goes half the way, but never back.
            var between = Math.Max(ChannelsAt(level) / 2, x.Shape.Channels);
            x = Double(scope / "encoders" / level, x, between, ChannelsAt(level));
            if (level == Depth) break;
            skips.Push(x);
            x = x.MaxPool(2);
        }

        for (var step = 0; step < Depth; step++)
        {
            var (skip, channels) = (skips.Pop(), ChannelsAt(Depth - 1 - step));
            x = skip.Concat(x.Resize(skip.Shape.Spatial, ResizeMode.Nearest));
            x = Double(scope / "decoders" / step, x, channels, channels);
        }

        return (scope / "final_conv").Conv(x, Classes, kernel: 1);
    }

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) => RequireEach(input, (_, size) => Padding.Same.Fits(size, Depth), Padding.Same.Levels(Depth));

    /// <summary>Group normalisation (of eight groups, or one where there are fewer channels), then a convolution.</summary>
    internal static Value NormConv(Scope scope, Value x, int channels)
    {
        x = (scope / "groupnorm").GroupNorm(x, x.Shape.Channels < 8 ? 1 : 8);
        return (scope / "conv").Conv(x, channels, ConvOptions.BeforeNorm);
    }

    private static Value Double(Scope scope, Value x, int between, int channels)
    {
        x = NormConv(scope / "basic_module" / "SingleConv1", x, between).Relu();
        return NormConv(scope / "basic_module" / "SingleConv2", x, channels).Relu();
    }
}
