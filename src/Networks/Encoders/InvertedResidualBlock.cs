using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>The block of MobileNetV2: 1x1 to many channels, a depthwise 3x3, 1x1 back to few without activation; a sum with the input where the shapes agree.</summary>
/// <remarks>Sandler et al., CVPR 2018, https://arxiv.org/abs/1801.04381. Activations are ReLU6, min(max(x, 0), 6). Names are torchvision's.</remarks>
internal static class InvertedResidualBlock
{
    extension(Scope scope)
    {
        /// <summary>Draws the block below "conv".</summary>
        /// <param name="x">[N, H, W, Cin].</param>
        /// <param name="channels">Channels of the result.</param>
        /// <param name="expansion">Channels in the middle, in those of the input; with 1 there is no 1x1 in front.</param>
        /// <param name="stride">Of the depthwise convolution.</param>
        public Value InvertedResidual(Value x, int channels, int expansion, int stride = 1)
        {
            var (inner, part) = (scope / "conv", 0);
            var y = x;
            if (expansion != 1)
            {
                y = (inner / part++).ConvBatchNorm(y, expansion * x.Shape.Channels, ConvOptions.Pointwise, ("0", "1")).Clamp(0, 6);
            }

            y = (inner / part++).ConvBatchNorm(y, y.Shape.Channels, ConvOptions.Depthwise(y.Shape.Channels, 3, stride), ("0", "1")).Clamp(0, 6);
            y = inner.ConvBatchNorm(y, channels, ConvOptions.Pointwise, ($"{part}", $"{part + 1}"));
            return y.Shape == x.Shape ? x + y : y;
        }
    }
}
