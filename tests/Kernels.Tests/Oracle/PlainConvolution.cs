namespace UNetSharp.Kernels.Tests.Oracle;

/// <summary>Convolution and its gradients as plain loops in double precision: what every kernel is held against.</summary>
internal static class PlainConvolution
{
    /// <summary>y = f(scale·conv(x, w) + bias + addend), in the order [N, D, H, W, C].</summary>
    public static double[] Forward(ConvGeometry geometry, ConvWindows windows, WeightOrder order, Epilogue epilogue)
    {
        var y = new Volume(windows.Output.N, windows.Output.D, windows.Output.H, windows.Output.W, windows.Output.C);
        var x = Volume.Of([.. windows.Input]);
        var w = new PlainWeights(windows.Weights, order);
        ForEachProduct(geometry, x, y, (at, from, tap) => y.Values[at.Index] += x.Values[from.Index] * w[tap, from.InGroup, at.C]);

        var addends = epilogue.Addend is { } window ? Volume.Of(window).Values : null;
        for (var i = 0; i < y.Values.Length; i++)
        {
            var value = y.Values[i];
            value *= epilogue.Scale is { } scale ? scale.Span[i % y.C] : 1;
            value += epilogue.Bias is { } bias ? bias.Span[i % y.C] : 0;
            value += addends?[i] ?? 0;
            y.Values[i] = value > 0 ? value : epilogue.NegativeSlope * value;
        }

        return y.Values;
    }

    /// <summary>∂(Σ y·dy)/∂w for y = conv(x, w), in the order in which the weights are stored.</summary>
    /// <remarks>The output is dy; the weights are where dw would go.</remarks>
    public static double[] WeightGradient(ConvGeometry geometry, ConvWindows windows, WeightOrder order)
    {
        Volume x = Volume.Of([.. windows.Input]), dy = Volume.Of(windows.Output);
        var dw = new double[windows.Weights.Size];
        var w = new PlainWeights(windows.Weights, order);
        ForEachProduct(geometry, x, dy, (at, from, tap) => dw[w.IndexOf(tap, from.InGroup, at.C)] += x.Values[from.Index] * dy.Values[at.Index]);
        return dw;
    }

    private static void ForEachProduct(ConvGeometry g, Volume x, Volume y, Action<(int Index, int C), (int Index, int InGroup), (int D, int H, int W)> product)
    {
        int inPerGroup = x.C / g.Groups, outPerGroup = y.C / g.Groups;
        foreach (var (n, d, h, w, c) in y.Places())
        {
            for (var kd = 0; kd < g.Kernel.D; kd++)
            {
                for (var kh = 0; kh < g.Kernel.H; kh++)
                {
                    for (var kw = 0; kw < g.Kernel.W; kw++)
                    {
                        int atD = (d * g.Stride.D) + (kd * g.Dilation.D) - g.PadBefore.D, atH = (h * g.Stride.H) + (kh * g.Dilation.H) - g.PadBefore.H, atW = (w * g.Stride.W) + (kw * g.Dilation.W) - g.PadBefore.W;
                        if (atD < 0 || atD >= x.D || atH < 0 || atH >= x.H || atW < 0 || atW >= x.W)
                        {
                            continue;
                        }

                        for (var i = 0; i < inPerGroup; i++)
                        {
                            product((y.Index(n, d, h, w, c), c), (x.Index(n, atD, atH, atW, (c / outPerGroup * inPerGroup) + i), i), (kd, kh, kw));
                        }
                    }
                }
            }
        }
    }

    // Weights [kD, kH, kW, Cin, Cout], whatever the order in which they are stored.
    private readonly struct PlainWeights(Window weights, WeightOrder order)
    {
        private readonly float[] _values = weights.Span.ToArray();

        public double this[(int D, int H, int W) tap, int input, int output] => _values[IndexOf(tap, input, output)];

        public int IndexOf((int D, int H, int W) tap, int input, int output)
        {
            var v = weights;
            var (d, h, w) = order.HasFlag(WeightOrder.Flipped) ? (v.N - 1 - tap.D, v.D - 1 - tap.H, v.H - 1 - tap.W) : tap;
            var (row, column) = order.HasFlag(WeightOrder.Transposed) ? (output, input) : (input, output);
            return (((((((d * v.D) + h) * v.H) + w) * v.W) + row) * v.C) + column;
        }
    }
}
