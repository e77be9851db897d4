using UNetSharp.Goldens;
using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

/// <summary>Parameters from the goldens' order of axes.</summary>
public static class GoldenWeights
{
    /// <summary>Fills all parameters from the tensors "weights.NAME".</summary>
    public static Weights Of(Graph graph, Golden golden)
    {
        var weights = Weights.For(graph);
        foreach (var parameter in weights.Parameters)
        {
            ChannelsLast(golden["weights." + parameter.Path], parameter.Kind).CopyTo(weights[parameter.Path]);
        }

        weights.Changed();
        return weights;
    }

    /// <summary>A tensor of a parameter's kind in our order of axes.</summary>
    public static float[] ChannelsLast(GoldenTensor tensor, ParameterKind kind) => kind switch
    {
        ParameterKind.Convolution => tensor.Kernel().Values,
        ParameterKind.TransposedConvolution => tensor.TransposedKernel().Values,
        _ => tensor.Values,
    };
}
