using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>nnU-Net's plain network: each stage of the encoder is a stack of convolutions, the first of them strided.</summary>
/// <remarks>Its classic six stages on volumes have 31,199,796 parameters for 4 channels and 4 classes; 32-64-128-256 has 5,603,177 for 1 channel and 3 classes.</remarks>
public sealed record PlainConvUNet : PlannedUNet
{
    /// <summary>Convolutions of each stage of the encoder. Default 2.</summary>
    public PerLevel<int> Convs { get; init; } = [2];

    /// <summary>Convolutions of each step of the expanding path, coarsest first. Default 2.</summary>
    public PerLevel<int> Decoder { get; init; } = [2];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => NetworkOptions.Written([.. Plan, ("convs", Convs), ("decoder", Decoder)]);

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static PlainConvUNet From(NetworkOptions options) => Planned(new PlainConvUNet(), options) with
    {
        Convs = options.Wholes("convs", [2], least: 1, most: 32),
        Decoder = options.Wholes("decoder", [2], least: 1, most: 32),
    };

    /// <inheritdoc/>
    private protected override List<Value> Encode(Scope scope, Value x)
    {
        var results = new List<Value>();
        for (var stage = 0; stage < Features.Count; stage++)
        {
            x = Stack(scope / "stages" / stage / 0, x, stage, Convs[stage], Strides[stage]);
            results.Add(x);
        }

        return results;
    }

    /// <inheritdoc/>
    private protected override int DecoderConvs(int step) => Decoder[step];
}
