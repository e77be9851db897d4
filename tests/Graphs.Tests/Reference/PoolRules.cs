using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Max pooling and its gradient, by one search for the place of each window's first maximum.</summary>
internal static class PoolRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        RuleBook.For<MaxPool>((pool, value, inputs) => [.. Places(pool.Geometry, value.Inputs[0].Shape, value.Shape, inputs[0]).Select(place => inputs[0][place])]),
        RuleBook.For<MaxPoolGradient>((pool, value, inputs) =>
        {
            var (result, at) = (new double[value.Shape.Elements], 0);
            foreach (var place in Places(pool.Geometry, value.Shape, value.Inputs[1].Shape, inputs[0]))
            {
                result[place] += inputs[1][at++];
            }

            return result;
        }),
    ];

    private static IEnumerable<int> Places(PoolGeometry geometry, Shape x, Shape y, double[] numbers)
    {
        var (kernel, stride, padding) = (geometry.Kernel, geometry.Stride, geometry.Padding);
        var from = Shape.Of(x[0], x.Spatial.D, x.Spatial.H, x.Spatial.W, x.Channels);
        foreach (var o in Indices.Of([y[0], y.Spatial.D, y.Spatial.H, y.Spatial.W, y.Channels]))
        {
            var place = -1;
            foreach (var tap in Indices.Of([kernel.D, kernel.H, kernel.W]))
            {
                int[] at = [o[0], (o[1] * stride.D) - padding.D + tap[0], (o[2] * stride.H) - padding.H + tap[1], (o[3] * stride.W) - padding.W + tap[2], o[4]];
                if (at.Index().All(index => index.Item >= 0 && index.Item < from[index.Index]) && (place < 0 || numbers[Indices.At(from, at)] > numbers[place]))
                {
                    place = Indices.At(from, at);
                }
            }

            yield return place;
        }
    }
}
