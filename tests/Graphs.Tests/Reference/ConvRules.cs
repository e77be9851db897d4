using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Convolutions, by one walk over (sample, output position, tap, input channel, output channel).</summary>
internal static class ConvRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        RuleBook.For<Conv>((conv, value, inputs) => Finished(value, inputs, Walk(conv.Geometry, value.Inputs[0].Shape, value.Shape, value.Inputs[1].Shape, conv.Exchanged,
            value.Shape, (result, x, w, y) => result[y] += inputs[0][x] * inputs[1][w]))),
        RuleBook.For<ConvTranspose>((conv, value, inputs) => Finished(value, inputs, Walk(conv.Geometry, value.Shape, value.Inputs[0].Shape, value.Inputs[1].Shape, !conv.Exchanged,
            value.Shape, (result, x, w, y) => result[x] += inputs[0][y] * inputs[1][w]))),
        RuleBook.For<ConvWeightGradient>((conv, value, inputs) => Walk(conv.Geometry, value.Inputs[0].Shape, value.Inputs[1].Shape, value.Shape, conv.Exchanged,
            value.Shape, (result, x, w, y) => result[w] += inputs[0][x] * inputs[1][y])),
    ];

    private static double[] Walk(ConvGeometry geometry, Shape x, Shape y, Shape weights, bool exchanged, Shape result, Action<double[], int, int, int> visit)
    {
        var numbers = new double[result.Elements];
        var (taps, positions, inside) = (geometry.Kernel, y.Spatial, x.Spatial);
        var (perGroupIn, perGroupOut) = (x.Channels / geometry.Groups, y.Channels / geometry.Groups);
        foreach (var at in Indices.Of([y[0], positions.D, positions.H, positions.W, y.Channels]))
        {
            foreach (var tap in Indices.Of([taps.D, taps.H, taps.W, perGroupIn]))
            {
                var (d, h, w) = (
                    (at[1] * geometry.Stride.D) + (tap[0] * geometry.Dilation.D) - geometry.PadBefore.D,
                    (at[2] * geometry.Stride.H) + (tap[1] * geometry.Dilation.H) - geometry.PadBefore.H,
                    (at[3] * geometry.Stride.W) + (tap[2] * geometry.Dilation.W) - geometry.PadBefore.W);
                if (d < 0 || d >= inside.D || h < 0 || h >= inside.H || w < 0 || w >= inside.W)
                {
                    continue;
                }

                var channel = (at[4] / perGroupOut * perGroupIn) + tap[3];
                var xAt = ((((((at[0] * inside.D) + d) * inside.H) + h) * inside.W) + w) * x.Channels + channel;
                var yAt = ((((((at[0] * positions.D) + at[1]) * positions.H) + at[2]) * positions.W) + at[3]) * y.Channels + at[4];
                var tapAt = (((tap[0] * taps.H) + tap[1]) * taps.W) + tap[2];

                // [Cin / groups, Cout], or exchanged [Cout, Cin / groups].
                var wAt = (tapAt * weights[^2] * weights[^1]) + (exchanged ? (at[4] * weights[^1]) + tap[3] : (tap[3] * weights[^1]) + at[4]);
                visit(numbers, xAt, wAt, yAt);
            }
        }

        return numbers;
    }

    private static double[] Finished(Value value, double[][] inputs, double[] product)
    {
        var tail = ((ProductOperation)value.Operation).Tail;
        for (var at = 0; at < product.Length; at++)
        {
            product[at] += (tail.Bias ? inputs[2][at % value.Shape.Channels] : 0) + (tail.Addend ? inputs[^1][at] : 0);
            product[at] *= product[at] > 0 ? 1 : tail.NegativeSlope;
        }

        return product;
    }
}
