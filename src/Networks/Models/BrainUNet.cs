using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>The U-Net for the segmentation of brain tumours of mateuszbuda, as <c>torch.hub</c> hands it out: padded, with batch normalisation, half as wide.</summary>
/// <remarks>Buda, Saha, Mazurowski, Computers in Biology and Medicine 109, 2019, https://arxiv.org/abs/1906.03720; https://github.com/mateuszbuda/brain-segmentation-pytorch. 7,763,041 parameters for 3 channels and 1 class.</remarks>
public sealed record BrainUNet : Pyramid
{
    /// <summary>As the reference has it by default: three channels (three sequences of MRI), one class.</summary>
    public BrainUNet() => (Channels, Classes, Width) = (3, 1, 32);

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static BrainUNet From(NetworkOptions options) => Read(new BrainUNet(), options);

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var skips = new Stack<Value>();
        for (var level = 1; level <= Depth; level++)
        {
            x = Block(x, scope / $"encoder{level}", $"enc{level}", ChannelsAt(level - 1));
            skips.Push(x);
            x = x.MaxPool(2);
        }

        x = Block(x, scope / "bottleneck", "bottleneck", ChannelsAt(Depth));
        for (var level = Depth; level >= 1; level--)
        {
            x = (scope / $"upconv{level}").UpConv(x, ChannelsAt(level - 1)).Concat(skips.Pop());
            x = Block(x, scope / $"decoder{level}", $"dec{level}", ChannelsAt(level - 1));
        }

        return (scope / "conv").Conv(x, Classes, kernel: 1);
    }

    private static Value Block(Value x, Scope scope, string name, int channels)
    {
        for (var i = 1; i <= 2; i++)
        {
            x = x.ConvNormRelu(scope / $"{name}conv{i}", scope / $"{name}norm{i}", channels, ConvOptions.BeforeNorm);
        }

        return x;
    }
}
