using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>The residual 3D U-Net of pytorch-3dunet (ResidualUNet3D, ResidualUNet2D): residual blocks, and skips that are added instead of concatenated.</summary>
/// <remarks>
/// After Lee, Zung, Li, Jain, Seung, "Superhuman accuracy on the SNEMI3D connectomics challenge", 2017, https://arxiv.org/abs/1706.00120; https://github.com/wolny/pytorch-3dunet, layer order
/// "gcr". 28,437,281 parameters for width 32, 1 channel and 1 class.
/// </remarks>
public sealed record WolnyResidualUNet : Pyramid
{
    /// <summary>As the reference has it: volumes, five levels.</summary>
    public WolnyResidualUNet() => Axes = 3;

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static WolnyResidualUNet From(NetworkOptions options) => Read(new WolnyResidualUNet(), options);

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var skips = new Stack<Value>();
        for (var level = 0; level <= Depth; level++)
        {
            x = Block(scope / "encoders" / level / "basic_module", x, ChannelsAt(level));
            if (level == Depth) break;
            skips.Push(x);
            x = x.MaxPool(2);
        }

        for (var step = 0; step < Depth; step++)
        {
            var (skip, channels) = (skips.Pop(), ChannelsAt(Depth - 1 - step));
            x = skip + Enlarged(scope / "decoders" / step / "upsampling" / "upsample" / "conv_transposed", x, channels, skip.Shape);
            x = Block(scope / "decoders" / step / "basic_module", x, channels);
        }

        return (scope / "final_conv").Conv(x, Classes, kernel: 1);
    }

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) => RequireEach(input, (_, size) => Padding.Same.Fits(size, Depth), Padding.Same.Levels(Depth));

    private static Value Block(Scope scope, Value x, int channels)
    {
        x = x.Shape.Channels == channels ? x : (scope / "conv1").Conv(x, channels, kernel: 1);
        var branch = WolnyUNet.NormConv(scope / "conv2", x, channels).Relu();
        return (WolnyUNet.NormConv(scope / "conv3", branch, channels) + x).Relu();
    }

    // The reference's transposed convolution makes 2n − 1 samples of n (a kernel of 3 without output padding), which are then brought to the skip's extents, nearest neighbour.
    private static Value Enlarged(Scope scope, Value x, int channels, Shape like)
    {
        x = scope.UpConv(x, channels, new ConvOptions { Stride = Triple.All(2), Bias = false });
        for (var axis = 1; axis < x.Shape.Rank - 1; axis++)
        {
            x = x.Slice(axis, 0, x.Shape[axis] - 1);
        }

        return x.Resize(like.Spatial, ResizeMode.Nearest);
    }
}
