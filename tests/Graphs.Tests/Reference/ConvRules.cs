using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Convolutions, by one walk over (sample, output position, tap, input channel), each with the output channels that it reaches.</summary>
internal static class ConvRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        RuleBook.For<Conv>((conv, value, inputs) =>
        {
            var (x, w, y) = (inputs[0], inputs[1], new double[value.Shape.Elements]);
            Walk(conv.Geometry, value.Inputs[0].Shape, value.Shape, value.Inputs[1].Shape, conv.Exchanged, row =>
            {
                for (var at = 0; at < row.Count; at++) y[row.Y + at] += x[row.X] * w[row.Weight + (at * row.Step)];
            });
            return Finished(value, inputs, y);
        }),
        RuleBook.For<ConvTranspose>((conv, value, inputs) =>
        {
            var (x, w, y) = (new double[value.Shape.Elements], inputs[1], inputs[0]);
            Walk(conv.Geometry, value.Shape, value.Inputs[0].Shape, value.Inputs[1].Shape, !conv.Exchanged, row =>
            {
                for (var at = 0; at < row.Count; at++) x[row.X] += y[row.Y + at] * w[row.Weight + (at * row.Step)];
            });
            return Finished(value, inputs, x);
        }),
        RuleBook.For<ConvWeightGradient>((conv, value, inputs) =>
        {
            var (x, w, y) = (inputs[0], new double[value.Shape.Elements], inputs[1]);
            Walk(conv.Geometry, value.Inputs[0].Shape, value.Inputs[1].Shape, value.Shape, conv.Exchanged, row =>
            {
                for (var at = 0; at < row.Count; at++) w[row.Weight + (at * row.Step)] += x[row.X] * y[row.Y + at];
            });
            return w;
        }),
    ];

    // A number of the input at X; those of the output that it reaches by one tap, Count of them from Y on; the weights between them, from Weight on, Step apart.
    private readonly record struct Row(int X, int Y, int Weight, int Step, int Count);

    private static void Walk(ConvGeometry geometry, Shape x, Shape y, Shape weights, bool exchanged, Action<Row> visit)
    {
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
                    Channels(geometry.Groups, (x.Channels, pixel), (y.Channels, position), (weights, tap), exchanged, visit);
                }
            }
        }
    }

    // All input channels with the output channels of their group. Weights are [.., Cin / groups, Cout], or exchanged [.., Cout, Cin / groups].
    private static void Channels(int groups, (int Count, int Pixel) x, (int Count, int Pixel) y, (Shape Shape, int Tap) weights, bool exchanged, Action<Row> visit)
    {
        var (inputs, outputs, columns) = (x.Count / groups, y.Count / groups, weights.Shape[^1]);
        var matrix = weights.Tap * weights.Shape[^2] * columns;
        for (var channel = 0; channel < x.Count; channel++)
        {
            var (input, output) = (channel % inputs, channel / inputs * outputs);
            var (weight, step) = exchanged ? ((output * columns) + input, columns) : ((input * columns) + output, 1);
            visit(new((x.Pixel * x.Count) + channel, (y.Pixel * y.Count) + output, matrix + weight, step, outputs));
        }
    }

    private static double[] Finished(Value value, double[][] inputs, double[] product)
    {
        var operation = (ProductOperation)value.Operation;
        var (tail, channels) = (operation.Tail, value.Shape.Channels);
        for (var at = 0; at < product.Length; at++)
        {
            product[at] *= tail.Scale ? inputs[operation.ScaleAt][at % channels] : 1;
            product[at] += (tail.Bias ? inputs[2][at % channels] : 0) + (tail.Addend ? inputs[^1][at] : 0);
            product[at] *= product[at] > 0 ? 1 : tail.NegativeSlope;
        }

        return product;
    }
}
