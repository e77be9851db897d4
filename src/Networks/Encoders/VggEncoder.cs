using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>VGG of 16 layers with batch normalisation, without its classifier: 2, 2, 3, 3 and 3 convolutions of 3x3, a pooling behind each stage.</summary>
/// <param name="Width">Channels of the first stage; then twice as many up to eight times.</param>
internal sealed record VggEncoder(int Width) : Encoder
{
    private static readonly int[] _convolutions = [2, 2, 3, 3, 3];

    public override bool HasCentre => true;

    public override IReadOnlyList<Value> Draw(Scope scope, Value x)
    {
        var features = new List<Value>();
        var layer = 0;
        for (var stage = 0; stage < _convolutions.Length; stage++)
        {
            for (var conv = 0; conv < _convolutions[stage]; conv++, layer += 3)
            {
                // The list of layers counts the activation too; the convolutions keep their bias beside the normalisation.
                x = (scope / "features").ConvBatchNorm(x, Width << Math.Min(stage, 3), ConvOptions.Square(3), ($"{layer}", $"{layer + 1}"), bias: true).Relu();
            }

            if (stage > 0)
            {
                features.Add(x);                                                            // [N, H / 2^stage, …]
            }

            x = x.MaxPool(2);
            layer++;
        }

        features.Add(x);
        return features;
    }
}
