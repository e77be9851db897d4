using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>Squeeze and excitation: each channel is weighted by what the whole image holds.</summary>
public static class SqueezeExcitationLayer
{
    extension(Scope scope)
    {
        /// <summary>x·σ(W₂·silu(W₁·mean(x) + b₁) + b₂), the mean over all pixels: "fc1" and "fc2", 1x1 convolutions with bias. PyTorch: <c>torchvision.ops.SqueezeExcitation(C, squeezed, activation=nn.SiLU)</c>.</summary>
        /// <remarks>Hu, Shen, Sun, "Squeeze-and-excitation networks", CVPR 2018, https://arxiv.org/abs/1709.01507.</remarks>
        /// <param name="x">[N, H, W, C].</param>
        /// <param name="squeezed">Channels in between.</param>
        /// <param name="names">The reference's names of the two convolutions; "fc1" and "fc2" if left out.</param>
        public Value SqueezeExcitation(Value x, int squeezed, (string Reduce, string Expand)? names = null)
        {
            ArgumentNullException.ThrowIfNull(x);
            var mean = x.AdaptiveAvgPool(Triple.All(1));                                    // [N, 1, 1, C]
            var (reduce, expand) = names ?? ("fc1", "fc2");
            var inner = (scope / reduce).Conv(mean, squeezed, kernel: 1).Silu();
            return x * (scope / expand).Conv(inner, x.Shape.Channels, kernel: 1).Sigmoid();
        }
    }
}
