using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>EfficientNet-B0 as TensorFlow has it, under the names of EfficientNet-PyTorch and with the skips of segmentation_models.pytorch.</summary>
/// <remarks>
/// It differs from torchvision's in its padding, which is TensorFlow's, and in its batch normalisation: 10⁻³ is added to variances, and a batch has a share of 0.01 in the running statistics. The skip at 1/16 is
/// the first block of the fifth stage, not the last (out_indexes 2, 4, 8, 15 in encoders/efficientnet.py).
/// </remarks>
/// <param name="Width">Channels of the stem; all others in proportion.</param>
internal sealed record EfficientNetTfEncoder(int Width) : Encoder
{
    private const float Epsilon = 1e-3f, Share = 0.01f;

    private static readonly int[] _skips = [2, 4, 8];

    public override IReadOnlyList<Value> Draw(Scope scope, Value x)
    {
        x = ConvNorm(scope, x, Scaled(EfficientNetEncoder.Stem), ConvOptions.Square(3, stride: 2), ("_conv_stem", "_bn0")).Silu();
        var features = new List<Value> { x };
        var (number, blocks) = (0, EfficientNetEncoder.Stages.Sum(stage => stage.Blocks));
        foreach (var (expansion, kernel, stride, channels, count) in EfficientNetEncoder.Stages)
        {
            for (var block = 0; block < count; block++, number++)
            {
                var convolution = ConvOptions.Square(kernel, block == 0 ? stride : 1);
                var y = Block(scope / "_blocks" / number, x, expansion, convolution, Scaled(channels));
                x = y.Shape == x.Shape ? x + y.StochasticDepth(EfficientNetEncoder.MostDrop * number / blocks) : y;
                if (_skips.Contains(number))
                {
                    features.Add(x);
                }
            }
        }

        features.Add(x);
        return features;
    }

    private static Value Block(Scope scope, Value x, int expansion, ConvOptions convolution, int channels)
    {
        var y = expansion == 1 ? x : ConvNorm(scope, x, expansion * x.Shape.Channels, ConvOptions.Pointwise, ("_expand_conv", "_bn0")).Silu();
        y = ConvNorm(scope, y, y.Shape.Channels, convolution with { Groups = y.Shape.Channels }, ("_depthwise_conv", "_bn1")).Silu();
        y = scope.SqueezeExcitation(y, Math.Max(x.Shape.Channels / 4, 1), ("_se_reduce", "_se_expand"));
        return ConvNorm(scope, y, channels, ConvOptions.Pointwise, ("_project_conv", "_bn2"));
    }

    private static Value ConvNorm(Scope scope, Value x, int channels, ConvOptions options, (string Conv, string Norm) names) =>
        (scope / names.Norm).BatchNorm((scope / names.Conv).Conv(x, channels, options with { Bias = false, PadsAsTensorFlow = true }), epsilon: Epsilon, share: Share);

    private int Scaled(int channels) => Math.Max(channels * Width / EfficientNetEncoder.Stem, 1);
}
