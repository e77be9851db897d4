using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>EfficientNet-B0 without its classifier and the 1x1 convolution in front of that: inverted residuals with squeeze and excitation, SiLU, and stochastic depth that grows from 0 to 0.2.</summary>
/// <remarks>Convolutions are padded alike on both sides, as in torchvision; the TensorFlow original pads one sample more behind where the stride is 2.</remarks>
/// <param name="Width">Channels of the stem; all others in proportion.</param>
internal sealed record EfficientNetEncoder(int Width) : Encoder
{
    /// <summary>Channels of the stem.</summary>
    public const int Stem = 32;

    /// <summary>Probability at which the last block is dropped in training.</summary>
    public const float MostDrop = 0.2f;

    /// <summary>The table of the paper.</summary>
    public static (int Expansion, int Kernel, int Stride, int Channels, int Blocks)[] Stages { get; } =
        [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)];

    public override IReadOnlyList<Value> Draw(Scope scope, Value x)
    {
        var layers = scope / "features";
        x = (layers / 0).ConvBatchNorm(x, Scaled(Stem), ConvOptions.Square(3, stride: 2), ("0", "1")).Silu();
        var features = new List<Value> { x };
        var (number, blocks) = (0, Stages.Sum(stage => stage.Blocks));
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            var (expansion, kernel, stride, channels, count) = Stages[stage];
            if (stride == 2 && stage > 1)
            {
                // At 1/2 the stem serves, as in segmentation_models.pytorch; else what stands in front of the next stride.
                features.Add(x);
            }

            for (var block = 0; block < count; block++, number++)
            {
                x = Block(layers / (stage + 1) / block, x, Scaled(channels), new(expansion, kernel, block == 0 ? stride : 1, MostDrop * number / blocks));
            }
        }

        features.Add(x);
        return features;
    }

    private static Value Block(Scope scope, Value x, int channels, BlockOptions options)
    {
        var (inner, part) = (scope / "block", 0);
        var y = x;
        if (options.Expansion != 1)
        {
            y = (inner / part++).ConvBatchNorm(y, options.Expansion * x.Shape.Channels, ConvOptions.Pointwise, ("0", "1")).Silu();
        }

        y = (inner / part++).ConvBatchNorm(y, y.Shape.Channels, ConvOptions.Depthwise(y.Shape.Channels, options.Kernel, options.Stride), ("0", "1")).Silu();
        y = (inner / part++).SqueezeExcitation(y, Math.Max(x.Shape.Channels / 4, 1));
        y = (inner / part).ConvBatchNorm(y, channels, ConvOptions.Pointwise, ("0", "1"));
        return y.Shape == x.Shape ? x + y.StochasticDepth(options.Drop) : y;
    }

    private int Scaled(int channels) => Math.Max(channels * Width / Stem, 1);

    private readonly record struct BlockOptions(int Expansion, int Kernel, int Stride, float Drop);
}
