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
        public Value Conv(Value x, int channels, int kernel = 3, int padding = 0, bool bias = true) =>
            scope.Conv(x, channels, new ConvOptions { Kernel = Triple.All(kernel), Padding = Triple.All(padding), Bias = bias });

        /// <summary>A convolution: parameters "weight" [(kD,) kH, kW, Cin / groups, channels] and "bias" [channels]. PyTorch: <c>nn.Conv2d</c>, <c>nn.Conv3d</c>.</summary>
        /// <param name="x">[N, (D,) H, W, Cin].</param>
        /// <param name="channels">Channels of the result.</param>
        /// <param name="options">Kernel, stride, dilation, padding, groups, bias.</param>
        /// <remarks>Initialised with a normal distribution of variance 2 / ((1 + slope²)·taps·Cin / groups); biases with 0.</remarks>
        public Value Conv(Value x, int channels, ConvOptions options)
        {
            var geometry = options.On(x.Shape);
            var inputs = x.Shape.Channels / options.Groups;
            var weight = scope.Kernel(x, geometry.Kernel, (inputs, channels), Initialiser.He((long)geometry.Kernel.Product * inputs, options.NegativeSlope), ParameterKind.Convolution);
            var y = scope.Graph.Add(scope.Path, new Conv(geometry), x, weight);
            return options.Bias ? y + scope.Parameter("bias", [channels], Initialiser.Zero) : y;
        }

        /// <summary>A 2x2 (2x2x2) transposed convolution of stride 2, which doubles every spatial extent: "weight" [(2,) 2, 2, Cin, channels], "bias" [channels]. PyTorch: <c>nn.ConvTranspose2d(Cin, channels, 2, stride=2)</c>.</summary>
        /// <remarks>Each result has one tap on Cin channels: initialised with variance 2 / Cin.</remarks>
        public Value UpConv(Value x, int channels) => scope.UpConv(x, channels, new ConvOptions { Kernel = Triple.All(2), Stride = Triple.All(2) });

        /// <summary>A transposed convolution that enlarges each axis as many times as its stride: "weight" [(kD,) kH, kW, Cin, channels], "bias" [channels].</summary>
        /// <param name="x">[N, (D,) H, W, Cin].</param>
        /// <param name="channels">Channels of the result.</param>
        /// <param name="options">Kernel, at least the stride, and stride; the padding follows from them.</param>
        /// <remarks>
        /// PyTorch: <c>nn.ConvTranspose2d</c>, <c>nn.ConvTranspose3d</c> with padding ⌈(kernel − stride) / 2⌉ and what output padding makes n·stride results of it.
        /// Each result has kernel / stride taps on Cin channels: initialised with variance 2 / ((1 + slope²)·taps·Cin).
        /// </remarks>
        public Value UpConv(Value x, int channels, ConvOptions options)
        {
            var (kernel, stride) = (options.On(x.Shape).Kernel, options.On(x.Shape).Stride);
            static int Padding(int kernel, int stride) => (kernel - stride + 1) / 2;
            var padding = new Triple(Padding(kernel.D, stride.D), Padding(kernel.H, stride.H), Padding(kernel.W, stride.W));
            var taps = Math.Max(kernel.Product / stride.Product, 1);
            var weight = scope.Kernel(x, kernel, (x.Shape.Channels, channels), Initialiser.He((long)taps * x.Shape.Channels, options.NegativeSlope), ParameterKind.TransposedConvolution);
            var (from, geometry) = (x.Shape.Spatial, new ConvGeometry(kernel, stride, Triple.All(1), padding, padding));
            var y = scope.Graph.Add(scope.Path, new ConvTranspose(geometry, new(from.D * stride.D, from.H * stride.H, from.W * stride.W)), x, weight);
            return options.Bias ? y + scope.Parameter("bias", [channels], Initialiser.Zero) : y;
        }

        private Value Kernel(Value x, Triple taps, (int In, int Out) channels, Initialiser initial, ParameterKind kind)
        {
            Shape shape = x.Shape.SpatialRank == 3 ? [taps.D, taps.H, taps.W, channels.In, channels.Out] : [taps.H, taps.W, channels.In, channels.Out];
            return scope.Parameter("weight", shape, initial, kind);
        }
    }
}
