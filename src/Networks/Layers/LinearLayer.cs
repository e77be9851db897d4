using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>Linear layers and layer normalisation: what transformers are made of besides attention.</summary>
public static class LinearLayer
{
    // Standard deviation of fresh weights, as all vision transformers have it.
    private const float Deviation = 0.02f;

    extension(Scope scope)
    {
        /// <summary>x·W + b on the last axis: "weight" [Cin, channels] and "bias" [channels]. PyTorch: <c>nn.Linear</c>, whose weights are [Cout, Cin].</summary>
        /// <remarks>Weights begin normal with standard deviation 0.02, biases with 0. Drawn as a 1x1 convolution, so that bias and residual ride along and packed weights are kept.</remarks>
        /// <param name="x">[.., Cin]: tokens [N, L, C], images, volumes. A concatenation of images is read as it is.</param>
        /// <param name="channels">Channels of the result.</param>
        /// <param name="bias">Whether a bias is added.</param>
        public Value Linear(Value x, int channels, bool bias = true)
        {
            ArgumentNullException.ThrowIfNull(x);
            var (inputs, shape) = (x.Shape.Channels, x.Shape);
            var weight = scope.Parameter("weight", [inputs, channels], new Initialiser(Distribution.Normal, Deviation), ParameterKind.Linear);
            var image = shape.Rank == 4 ? x : x.Reshape([1, 1, checked((int)(shape.Elements / inputs)), inputs]);
            var pointwise = new ConvGeometry(Triple.All(1), Triple.All(1), Triple.All(1), default, default);
            var y = scope.Graph.Add(scope.Path, new Conv(pointwise), image, weight.Reshape([1, 1, inputs, channels]));
            return (bias ? y + scope.Parameter("bias", [channels], Initialiser.Zero) : y).Reshape(shape.With(^1, channels));
        }

        /// <summary>Each pixel's or token's channels to mean 0 and variance 1, then times "weight" plus "bias", both [C]. PyTorch: <c>nn.LayerNorm(C)</c>. Ba, Kiros, Hinton, 2016, https://arxiv.org/abs/1607.06450.</summary>
        /// <param name="x">[.., C].</param>
        /// <param name="epsilon">Added to the variance.</param>
        public Value LayerNorm(Value x, float epsilon = 1e-5f)
        {
            ArgumentNullException.ThrowIfNull(x);
            Shape channels = [x.Shape.Channels];
            return x.LayerNorm(scope.Parameter("weight", channels, Initialiser.One), scope.Parameter("bias", channels, Initialiser.Zero), epsilon: epsilon);
        }
    }
}
