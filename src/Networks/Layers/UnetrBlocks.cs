using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>The convolutional blocks that UNETR and Swin UNETR share, under MONAI's names: 3x3(x3) without bias, instance normalisation without parameters, LeakyReLU 0.01.</summary>
internal static class UnetrBlocks
{
    private const float Slope = 0.01f;

    extension(Scope scope)
    {
        /// <summary>"conv1", "conv2" and, where the channels change, "conv3" on the shortcut: f(norm(conv2(f(norm(conv1(x))))) + shortcut).</summary>
        public Value UnetrResidual(Value x, int channels)
        {
            Value Convolved(string name, Value input, int kernel) =>
                (scope / name / "conv").Conv(input, channels, ConvOptions.Square(kernel) with { Bias = false, NegativeSlope = Slope }).InstanceNorm();
            var y = Convolved("conv2", Convolved("conv1", x, 3).LeakyRelu(Slope), 3);
            return (y + (x.Shape.Channels == channels ? x : Convolved("conv3", x, 1))).LeakyRelu(Slope);
        }

        /// <summary>"transp_conv" doubles the resolution; "conv_block" is a residual block on it and the skip behind it.</summary>
        public Value UnetrUp(Value x, Value skip) =>
            (scope / "conv_block").UnetrResidual((scope / "transp_conv").UnetrUpConv(x, skip.Shape.Channels).Concat(skip), skip.Shape.Channels);

        /// <summary>An up-convolution of kernel and stride 2, without bias.</summary>
        public Value UnetrUpConv(Value x, int channels) => (scope / "conv").UpConv(x, channels, ConvOptions.Square(2, stride: 2) with { Bias = false, NegativeSlope = Slope });
    }
}
