using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>UNet++ as its authors have it: no normalisation, dropout behind each convolution, transposed convolutions on the way up.</summary>
/// <remarks>
/// <inheritdoc cref="NestedGrid" path="/remarks"/>
/// https://github.com/MrGiovanni/UNetPlusPlus (Keras), whose names the layers have: node (i, j) is "conv" with i + 1 and j + 1, its "kernel" is "weight" here. 9,042,276 parameters for 3 channels and
/// 1 class; pruned to its first three heads 101,537, 511,681 and 2,205,537.
/// </remarks>
public sealed record UNetPlusPlus : NestedGrid
{
    /// <summary>As the reference has it: three channels, one class, 32 channels at first.</summary>
    public UNetPlusPlus() => (Channels, Classes, Width) = (3, 1, 32);

    /// <summary>Probability behind each convolution. Default 0.5, the reference's; narrow networks want less.</summary>
    public float Dropout { get; init; } = 0.5f;

    /// <inheritdoc/>
    private protected override (string Name, object Value)[] Own => [.. base.Own, ("dropout", Dropout)];

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static UNetPlusPlus From(NetworkOptions options) => ReadGrid(new UNetPlusPlus(), options) with { Dropout = options.Fraction("dropout") ?? 0.5f };

    /// <inheritdoc/>
    private protected override Value Node(Scope scope, int i, int j, Value x)
    {
        for (var layer = 1; layer <= 2; layer++)
        {
            x = (scope / $"conv{i + 1}{j + 1}_{layer}").Conv(x, ChannelsAt(i), new ConvOptions()).Relu().Dropout(Dropout);
        }

        return x;
    }

    /// <inheritdoc/>
    private protected override Value Join(Scope scope, (int I, int J) node, List<Value> level, Value below) =>
        (scope / $"up{node.I + 1}{node.J + 1}").UpConv(below, ChannelsAt(node.I)).Concat([.. level]);

    /// <inheritdoc/>
    private protected override Scope Head(Scope scope, int number) => scope / $"output_{(number > 0 ? number : Prune > 0 ? Prune : Depth)}";
}
