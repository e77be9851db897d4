using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>What the levels of most U-Nets are made of.</summary>
internal static class ConvNormReluLayer
{
    extension(Value x)
    {
        /// <summary>A convolution, batch normalisation, ReLU. Two places of parameters, since each reference calls them in its own way.</summary>
        public Value ConvNormRelu(Scope conv, Scope norm, int channels, ConvOptions options) => norm.BatchNorm(conv.Conv(x, channels, options)).Relu();

        /// <summary>Twice a 3x3 convolution, batch normalisation, ReLU: places 0, 1 and 3, 4 of a PyTorch <c>Sequential</c>.</summary>
        /// <param name="scope">Where.</param>
        /// <param name="channels">Channels of the result.</param>
        /// <param name="bias">Whether the convolutions have a bias, which the normalisation takes away again; some references do.</param>
        /// <param name="between">Channels between the two; null: as many as of the result.</param>
        public Value DoubleConv(Scope scope, int channels, bool bias = false, int? between = null)
        {
            var options = new ConvOptions { Bias = bias };
            return x.ConvNormRelu(scope / 0, scope / 1, between ?? channels, options).ConvNormRelu(scope / 3, scope / 4, channels, options);
        }

        /// <summary>Zeros around an image that lost a row or a column to a pooling of an odd extent, up to the extents of another: ⌊missing / 2⌋ in front, the rest behind.</summary>
        public Value PadTo(Shape like)
        {
            var (have, want) = (x.Shape.Spatial, like.Spatial);
            var before = new Triple((want.D - have.D) / 2, (want.H - have.H) / 2, (want.W - have.W) / 2);
            return have == want ? x : x.Pad(before, new Triple(want.D - have.D - before.D, want.H - have.H - before.H, want.W - have.W - before.W));
        }
    }
}
