using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>Convolutions with their parameters.</summary>
public static class ConvLayer
{
    extension(Scope scope)
    {
        /// <summary>A convolution with a cubic kernel: parameters "weight" [(k,) k, k, Cin, channels] and "bias" [channels]. PyTorch: <c>nn.Conv2d</c>, <c>nn.Conv3d</c>.</summary>
        /// <param name="x">[N, (D,) H, W, Cin].</param>
        /// <param name="channels">Channels of the result.</param>
        /// <param name="kernel">Extent of the kernel on every axis.</param>
        /// <param name="padding">Zeros on both sides of every axis; 0 (valid) by default.</param>
        /// <param name="bias">Whether a bias is added; needless in front of a normalisation.</param>
        /// <remarks>Initialised with a normal distribution of variance 2 / (kernel^d·Cin), as in the 2015 paper; biases with 0.</remarks>
        public Value Conv(Value x, int channels, int kernel = 3, int padding = 0, bool bias = true)
        {
            var volume = x.Shape.Rank == 5;
            var size = new Triple(volume ? kernel : 1, kernel, kernel);
            Shape shape = volume ? [kernel, kernel, kernel, x.Shape.Channels, channels] : [kernel, kernel, x.Shape.Channels, channels];
            var weight = scope.Parameter("weight", shape, Initialiser.He((long)size.Product * x.Shape.Channels), ParameterKind.Convolution);
            var pad = new Triple(volume ? padding : 0, padding, padding);
            var y = scope.Graph.Add(scope.Path, new Conv(new(size, Triple.All(1), Triple.All(1), pad, pad)), x, weight);
            return bias ? y + scope.Parameter("bias", [channels], Initialiser.Zero) : y;
        }

        /// <summary>A 2x2 (2x2x2) transposed convolution of stride 2, which doubles every spatial extent: "weight" [(2,) 2, 2, Cin, channels], "bias" [channels]. PyTorch: <c>nn.ConvTranspose2d(Cin, channels, 2, stride=2)</c>.</summary>
        /// <remarks>Each result has one tap on Cin channels: initialised with variance 2 / Cin.</remarks>
        public Value UpConv(Value x, int channels)
        {
            var volume = x.Shape.Rank == 5;
            Shape shape = volume ? [2, 2, 2, x.Shape.Channels, channels] : [2, 2, x.Shape.Channels, channels];
            var weight = scope.Parameter("weight", shape, Initialiser.He(x.Shape.Channels), ParameterKind.TransposedConvolution);
            var (size, from) = (new Triple(volume ? 2 : 1, 2, 2), x.Shape.Spatial);
            var geometry = new ConvGeometry(size, size, Triple.All(1), default, default);
            var y = scope.Graph.Add(scope.Path, new ConvTranspose(geometry, new(from.D * size.D, from.H * 2, from.W * 2)), x, weight);
            return y + scope.Parameter("bias", [channels], Initialiser.Zero);
        }
    }
}
