using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>A stem of stride 2 and stages of inverted residuals: MobileNetV2 without its classifier, and smaller ones of its kind.</summary>
/// <param name="Plan">What it is made of.</param>
/// <param name="Width">Channels of the stem; all others in proportion.</param>
internal sealed record MobileNetEncoder(MobileNetPlan Plan, int Width) : Encoder
{
    /// <summary>The table of the paper; its last 1x1 convolution counts as features of 1/32.</summary>
    public static MobileNetPlan V2 { get; } = new(Stem: 32, [new(1, 16, 1, 1), new(6, 24, 2, 2), new(6, 32, 3, 2), new(6, 64, 4, 2), new(6, 96, 3, 1), new(6, 160, 3, 2), new(6, 320, 1, 1)], Last: 1280);

    public override IReadOnlyList<Value> Draw(Scope scope, Value x)
    {
        var layers = scope / "features";
        var features = new List<Value>();
        x = (layers / 0).ConvBatchNorm(x, Scaled(Plan.Stem), ConvOptions.Square(3, stride: 2), ("0", "1")).Clamp(0, 6);
        var layer = 1;
        foreach (var stage in Plan.Stages)
        {
            if (stage.Stride == 2)
            {
                features.Add(x);
            }

            for (var block = 0; block < stage.Blocks; block++)
            {
                x = (layers / layer++).InvertedResidual(x, Scaled(stage.Channels), stage.Expansion, stride: block == 0 ? stage.Stride : 1);
            }
        }

        features.Add(Plan.Last == 0 ? x : (layers / layer).ConvBatchNorm(x, Scaled(Plan.Last), ConvOptions.Pointwise, ("0", "1")).Clamp(0, 6));
        return features;
    }

    private int Scaled(int channels) => Math.Max(channels * Width / Plan.Stem, 1);
}

/// <summary>What a network of inverted residuals is made of.</summary>
/// <param name="Stem">Channels behind the first convolution.</param>
/// <param name="Stages">Stages in order.</param>
/// <param name="Last">Channels of a 1x1 convolution behind the last; 0 for none.</param>
internal sealed record MobileNetPlan(int Stem, MobileNetStage[] Stages, int Last = 0);

/// <summary>Inverted residuals of equal channels.</summary>
/// <param name="Expansion">Channels in the middle of a block, in those of its input.</param>
/// <param name="Channels">Channels of the results.</param>
/// <param name="Blocks">How many.</param>
/// <param name="Stride">Of the first; 1 or 2.</param>
internal readonly record struct MobileNetStage(int Expansion, int Channels, int Blocks, int Stride);
