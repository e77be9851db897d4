using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>The U-Net of torch-em, in which many models of the BioImage Model Zoo were trained: instance normalisation in front of each convolution, bilinear enlargement.</summary>
/// <remarks>
/// Pape and others, https://github.com/constantinpape/torch-em. The normalisations learn nothing; the first one is of the image itself. Enlargement is bilinear with pixels as areas, then a 1x1 convolution;
/// what comes up stands in front of the skip. 449,489 parameters for 1 channel, 1 class, width 16, depth 3.
/// </remarks>
public sealed record TorchEmUNet : Pyramid
{
    /// <summary>As the reference's example has it: one channel, one class, width 16, depth 3.</summary>
    public TorchEmUNet() => (Channels, Classes, Width, Depth) = (1, 1, 16, 3);

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static TorchEmUNet From(NetworkOptions options) => Read(new TorchEmUNet(), options);

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var skips = new Stack<Value>();
        for (var level = 0; level < Depth; level++)
        {
            x = Block(scope / "encoder" / "blocks" / level, x, ChannelsAt(level));
            skips.Push(x);
            x = x.MaxPool(2);
        }

        x = Block(scope / "base", x, ChannelsAt(Depth));
        for (var step = 0; step < Depth; step++)
        {
            var (decoder, channels) = (scope / "decoder", ChannelsAt(Depth - 1 - step));
            x = (decoder / "samplers" / step / "conv").Conv(x.Upsample(2), channels, kernel: 1);
            x = Block(decoder / "blocks" / step, x.Concat(skips.Pop()), channels);
        }

        return (scope / "out_conv").Conv(x, Classes, kernel: 1);
    }

    // Numbered as the reference's list of layers: normalisation, convolution, ReLU, twice.
    private static Value Block(Scope scope, Value x, int channels)
    {
        x = (scope / "block" / 1).Conv(x.InstanceNorm(), channels, kernel: 3, padding: 1).Relu();
        return (scope / "block" / 4).Conv(x.InstanceNorm(), channels, kernel: 3, padding: 1).Relu();
    }
}
