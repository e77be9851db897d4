using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>UNet++ in its widespread port: batch normalisation, bilinear enlargement.</summary>
/// <remarks>
/// <inheritdoc cref="NestedGrid" path="/remarks"/>
/// https://github.com/4uiiurz1/pytorch-nested-unet: 9,163,428 parameters for 3 channels and 1 class, 9,163,329 without supervision.
/// </remarks>
public sealed record NestedUNet : NestedGrid
{
    /// <summary>As the reference has it: three channels, one class, 32 channels at first.</summary>
    public NestedUNet() => (Channels, Classes, Width) = (3, 1, 32);

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static NestedUNet From(NetworkOptions options) => ReadGrid(new NestedUNet(), options);

    /// <inheritdoc/>
    private protected override Value Node(Scope scope, int i, int j, Value x)
    {
        var node = scope / $"conv{i}_{j}";
        x = x.ConvNormRelu(node / "conv1", node / "bn1", ChannelsAt(i), new ConvOptions());
        return x.ConvNormRelu(node / "conv2", node / "bn2", ChannelsAt(i), new ConvOptions());
    }

    /// <inheritdoc/>
    private protected override Value Join(Scope scope, (int I, int J) node, List<Value> level, Value below) =>
        level[0].Concat([.. level.Skip(1), below.Upsample(2, ResizeMode.Linear, alignCorners: true)]);

    /// <inheritdoc/>
    private protected override Scope Head(Scope scope, int number) => scope / (number > 0 ? $"final{number}" : "final");
}
