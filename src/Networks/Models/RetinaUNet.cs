using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>The U-Net for retinal vessels of Orobix: three levels, padded, nearest-neighbour enlargement, what comes up in front of the skip.</summary>
/// <remarks>
/// Cortinovis, Orobix Srl, 2016, https://github.com/orobix/retina-unet. Names are those of Keras 1, all convolutions counted through. As in the reference a ReLU stands between the last convolution and the softmax,
/// so that scores are at least 0. 471,010 parameters for 1 channel and 2 classes.
/// </remarks>
public sealed record RetinaUNet : Pyramid
{
    private const float DropoutProbability = 0.2f;

    /// <summary>As the reference has it: one channel, background and vessel.</summary>
    public RetinaUNet() => (Channels, Classes, Width, Depth) = (1, 2, 32, 2);

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static RetinaUNet From(NetworkOptions options) => Read(new RetinaUNet(), options);

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var (skips, number) = (new Stack<Value>(), 0);
        for (var level = 0; level < Depth; level++)
        {
            x = Level(x, ChannelsAt(level));
            skips.Push(x);
            x = x.MaxPool(2);
        }

        x = Level(x, ChannelsAt(Depth));
        for (var level = Depth - 1; level >= 0; level--)
        {
            x = Level(x.Upsample(2, ResizeMode.Nearest).Concat(skips.Pop()), ChannelsAt(level));
        }

        return Next().Conv(x, Classes, kernel: 1).Relu();

        Scope Next() => scope / $"convolution2d_{++number}";

        Value Level(Value input, int channels)
        {
            var between = Next().Conv(input, channels, kernel: 3, padding: 1).Relu().Dropout(DropoutProbability);
            return Next().Conv(between, channels, kernel: 3, padding: 1).Relu();
        }
    }
}
