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
        var (kernel, stride, padding, from, to) = (geometry.Kernel, geometry.Stride, geometry.Padding, x.Spatial, y.Spatial);
        for (var output = 0; output < y.Elements; output++)
        {
            var (pixel, place) = (output / y.Channels, -1);
            var (firstD, firstH, firstW) = ((pixel / to.W / to.H % to.D * stride.D) - padding.D, (pixel / to.W % to.H * stride.H) - padding.H, (pixel % to.W * stride.W) - padding.W);
            for (var d = Math.Max(firstD, 0); d < Math.Min(firstD + kernel.D, from.D); d++)
            {
                for (var h = Math.Max(firstH, 0); h < Math.Min(firstH + kernel.H, from.H); h++)
                {
                    for (var w = Math.Max(firstW, 0); w < Math.Min(firstW + kernel.W, from.W); w++)
                    {
                        var at = (((((((pixel / to.Product * from.D) + d) * from.H) + h) * from.W) + w) * y.Channels) + (output % y.Channels);
                        if (place < 0 || numbers[at] > numbers[place])
                        {
                            place = at;
                        }
                    }
                }
            }

            yield return place;
        }
    }
}
