using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>A convolution and the batch normalisation behind it.</summary>
public static class ConvBatchNormLayer
{
    extension(Scope scope)
    {
        /// <summary>A convolution, then batch normalisation. The activation is the caller's.</summary>
        /// <param name="x">[N, H, W, Cin].</param>
        /// <param name="channels">Channels of the result.</param>
        /// <param name="options">Kernel, stride, padding, groups; its bias counts for nothing.</param>
        /// <param name="names">The reference's names of the two below this place.</param>
        /// <param name="bias">Some references keep the bias, though the normalisation takes it away again.</param>
        public Value ConvBatchNorm(Value x, int channels, ConvOptions options, (string Conv, string Norm) names, bool bias = false)
        {
            ArgumentNullException.ThrowIfNull(options);
            return (scope / names.Norm).BatchNorm((scope / names.Conv).Conv(x, channels, options with { Bias = bias }));
        }

        /// <summary>A convolution of each channel by itself. PyTorch: <c>nn.Conv2d(C, C, kernel, stride, padding=kernel // 2, groups=C)</c>.</summary>
        /// <param name="x">[N, H, W, C].</param>
        /// <param name="kernel">Taps on each axis.</param>
        /// <param name="stride">Step from one result to the next.</param>
        /// <param name="bias">Whether a bias is added.</param>
        public Value DepthwiseConv(Value x, int kernel = 3, int stride = 1, bool bias = true)
        {
            ArgumentNullException.ThrowIfNull(x);
            return scope.Conv(x, x.Shape.Channels, ConvOptions.Depthwise(x.Shape.Channels, kernel, stride) with { Bias = bias });
        }
    }
}
