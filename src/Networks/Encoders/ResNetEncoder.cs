using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>ResNet without its classifier: a 7x7 stem, pooling, four stages of residual blocks.</summary>
/// <remarks>As in torchvision, a bottleneck's stride is that of its 3x3 convolution.</remarks>
/// <param name="Blocks">Blocks of each stage.</param>
/// <param name="HasBottlenecks">Whether a block is 1x1, 3x3, 1x1 with four times the channels behind it, or two times 3x3.</param>
/// <param name="Width">Channels of the stem and of the first stage's 3x3 convolutions; each further stage has twice as many.</param>
internal sealed record ResNetEncoder(int[] Blocks, bool HasBottlenecks, int Width) : Encoder
{
    // Channels of a bottleneck's result, in those of its 3x3 convolution.
    private const int Expansion = 4;

    public override IReadOnlyList<Value> Draw(Scope scope, Value x)
    {
        x = scope.ConvBatchNorm(x, Width, ConvOptions.Square(7, stride: 2), ("conv1", "bn1")).Relu();
        var features = new List<Value> { x };
        x = x.MaxPool(Triple.All(3), Triple.All(2), Triple.All(1));
        for (var stage = 0; stage < Blocks.Length; stage++)
        {
            for (var block = 0; block < Blocks[stage]; block++)
            {
                x = Block(scope / $"layer{stage + 1}" / block, x, Width << stage, stride: block == 0 && stage > 0 ? 2 : 1);
            }

            features.Add(x);                                                                // [N, H / 2^(stage + 2), …]
        }

        return features;
    }

    private Value Block(Scope scope, Value x, int width, int stride)
    {
        var channels = HasBottlenecks ? Expansion * width : width;
        var shortcut = stride == 1 && x.Shape.Channels == channels ? x : scope.ConvBatchNorm(x, channels, ConvOptions.Square(1, stride), ("downsample.0", "downsample.1"));
        if (HasBottlenecks)
        {
            var y = scope.ConvBatchNorm(x, width, ConvOptions.Pointwise, ("conv1", "bn1")).Relu();
            y = scope.ConvBatchNorm(y, width, ConvOptions.Square(3, stride), ("conv2", "bn2")).Relu();
            return (scope.ConvBatchNorm(y, channels, ConvOptions.Pointwise, ("conv3", "bn3")) + shortcut).Relu();
        }

        var z = scope.ConvBatchNorm(x, width, ConvOptions.Square(3, stride), ("conv1", "bn1")).Relu();
        return (scope.ConvBatchNorm(z, width, ConvOptions.Square(3), ("conv2", "bn2")) + shortcut).Relu();
    }
}
