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

    private static double[] Walk(ConvGeometry geometry, Shape x, Shape y, Shape weights, bool exchanged, Shape result, Visit visit)
    {
        var numbers = new double[result.Elements];
        var (taps, positions, inside) = (geometry.Kernel, y.Spatial, x.Spatial);
        for (var position = 0; position < y[0] * positions.Product; position++)
        {
            var (n, oD, oH, oW) = (position / positions.Product, position / positions.W / positions.H % positions.D, position / positions.W % positions.H, position % positions.W);
            for (var tap = 0; tap < taps.Product; tap++)
            {
                var (d, h, w) = (
                    (oD * geometry.Stride.D) + (tap / taps.W / taps.H * geometry.Dilation.D) - geometry.PadBefore.D,
                    (oH * geometry.Stride.H) + (tap / taps.W % taps.H * geometry.Dilation.H) - geometry.PadBefore.H,
                    (oW * geometry.Stride.W) + (tap % taps.W * geometry.Dilation.W) - geometry.PadBefore.W);
                if (d >= 0 && d < inside.D && h >= 0 && h < inside.H && w >= 0 && w < inside.W)
                {
                    var pixel = (((((n * inside.D) + d) * inside.H) + h) * inside.W) + w;
                    Channels(geometry.Groups, (x.Channels, pixel), (y.Channels, position), (weights, tap), exchanged, (xAt, wAt, yAt) => visit(numbers, xAt, wAt, yAt));
                }
            }
        }

        return numbers;
    }

    // All pairs of an input and an output channel that see one another. Weights are [.., Cin / groups, Cout], or exchanged [.., Cout, Cin / groups].
    private static void Channels(int groups, (int Count, int Pixel) x, (int Count, int Pixel) y, (Shape Shape, int Tap) weights, bool exchanged, Action<int, int, int> visit)
    {
        var (inputs, outputs) = (x.Count / groups, y.Count / groups);
        var matrix = weights.Tap * weights.Shape[^2] * weights.Shape[^1];
        for (var output = 0; output < y.Count; output++)
        {
            for (var input = 0; input < inputs; input++)
            {
                var weight = exchanged ? (output * weights.Shape[^1]) + input : (input * weights.Shape[^1]) + output;
                visit((x.Pixel * x.Count) + (output / outputs * inputs) + input, matrix + weight, (y.Pixel * y.Count) + output);
            }
        }
    }

    private delegate void Visit(double[] result, int x, int weight, int y);

    private static double[] Finished(Value value, double[][] inputs, double[] product)
    {
        var operation = (ProductOperation)value.Operation;
        var tail = operation.Tail;
        for (var at = 0; at < product.Length; at++)
        {
            product[at] *= tail.Scale ? inputs[operation.ScaleAt][at % value.Shape.Channels] : 1;
            product[at] += (tail.Bias ? inputs[2][at % value.Shape.Channels] : 0) + (tail.Addend ? inputs[^1][at] : 0);
            product[at] *= product[at] > 0 ? 1 : tail.NegativeSlope;
        }

        return product;
    }
}
