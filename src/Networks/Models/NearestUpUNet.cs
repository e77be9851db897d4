using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>The U-Nets of LeeJunHyun/Image_Segmentation: batch normalisation, nearest-neighbour enlargement followed by a convolution, and, where asked for, attention gates on the skips.</summary>
/// <remarks>https://github.com/LeeJunHyun/Image_Segmentation. The forms differ in what a level is made of.</remarks>
public abstract record NearestUpUNet : Pyramid
{
    /// <summary>Whether gates say, place by place, how much of a skip is let through.</summary>
    public bool Attention { get; init; }

    /// <inheritdoc/>
    private protected override (string Name, object Value)[] Own => [("attention", Attention)];

    /// <summary>What the reference calls a level of the contracting path, "Conv" or "RRCNN".</summary>
    private protected abstract string LevelName { get; }

    /// <summary>Draws a level.</summary>
    private protected abstract Value Block(Scope scope, Value x, int channels);

    /// <inheritdoc/>
    protected sealed override Value Draw(Scope scope, Value x)
    {
        var skips = new Stack<Value>();
        for (var level = 0; level < Depth; level++)
        {
            x = Block(scope / $"{LevelName}{level + 1}", x, ChannelsAt(level));
            skips.Push(x);
            x = x.MaxPool(2);
        }

        x = Block(scope / $"{LevelName}{Depth + 1}", x, ChannelsAt(Depth));
        for (var level = Depth - 1; level >= 0; level--)
        {
            // The reference counts a step of the expanding path as the level that it comes from.
            var (up, number, skip) = (scope / $"Up{level + 2}" / "up", level + 2, skips.Pop());
            x = x.Upsample(2, ResizeMode.Nearest).ConvNormRelu(up / 1, up / 2, ChannelsAt(level), new ConvOptions());
            skip = Attention ? Gated(scope / $"Att{number}", skip, x) : skip;
            x = Block(scope / (LevelName == "Conv" ? $"Up_conv{number}" : $"Up_{LevelName}{number}"), skip.Concat(x), ChannelsAt(level));
        }

        return (scope / "Conv_1x1").Conv(x, Classes, kernel: 1);
    }

    // x·σ(ψ(ReLU(W_x x + W_g g))), each product 1x1 with bias and normalisation, half as many channels between.
    private static Value Gated(Scope scope, Value skip, Value signal)
    {
        var between = Math.Max(skip.Shape.Channels / 2, 1);
        var sum = Product(scope / "W_g", signal, between) + Product(scope / "W_x", skip, between);
        return skip * Product(scope / "psi", sum.Relu(), 1).Sigmoid();
    }

    private static Value Product(Scope scope, Value x, int channels) => (scope / 1).BatchNorm((scope / 0).Conv(x, channels, ConvOptions.Pointwise));
}
