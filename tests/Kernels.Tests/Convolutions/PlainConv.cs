namespace UNetSharp.Kernels.Tests;

/// <summary>The oracle of all convolutions: every product x·w that the definition adds to a y, visited once, in double precision.</summary>
internal static class PlainConv
{
    private delegate void Product(ref double x, ref double w, ref double y);

    /// <summary>y[o] = Σ x[o·stride + t·dilation − padBefore]·w[t].</summary>
    public static double[,,,,] Forward(double[,,,,] x, double[,,,,] w, ConvGeometry geometry)
    {
        var o = geometry.Output(new(x.GetLength(1), x.GetLength(2), x.GetLength(3)));
        var y = new double[x.GetLength(0), o.D, o.H, o.W, w.GetLength(4)];
        Visit(x, w, y, geometry, (ref double x, ref double w, ref double y) => y += x * w);
        return y;
    }

    /// <summary>The gradient to the input of the given extents.</summary>
    public static double[,,,,] InputGradient(double[,,,,] y, double[,,,,] w, ConvGeometry geometry, Triple extents)
    {
        var x = new double[y.GetLength(0), extents.D, extents.H, extents.W, w.GetLength(3) * geometry.Groups];
        Visit(x, w, y, geometry, (ref double x, ref double w, ref double y) => x += y * w);
        return x;
    }

    /// <summary>The gradient to the weights.</summary>
    public static double[,,,,] WeightGradient(double[,,,,] x, double[,,,,] y, ConvGeometry geometry)
    {
        var w = new double[geometry.Kernel.D, geometry.Kernel.H, geometry.Kernel.W, x.GetLength(4) / geometry.Groups, y.GetLength(4)];
        Visit(x, w, y, geometry, (ref double x, ref double w, ref double y) => w += x * y);
        return w;
    }

    /// <summary>f(z + bias + addend).</summary>
    public static double[,,,,] Finish(double[,,,,] z, Epilogue epilogue)
    {
        var addend = epilogue.Addend is { } window ? TestWindows.Values(window) : null;
        var bias = epilogue.Bias is { } biases ? TestWindows.Bits(biases) : null;
        var y = (double[,,,,])z.Clone();
        ForEach(y, (n, d, h, w, c) =>
        {
            var value = z[n, d, h, w, c] + (bias?[c] ?? 0) + (addend?[n, d, h, w, c] ?? 0);
            y[n, d, h, w, c] = value > 0 ? value : epilogue.NegativeSlope * value;
        });
        return y;
    }

    /// <summary>Exchanges the last two axes.</summary>
    public static double[,,,,] Exchange(double[,,,,] w)
    {
        var exchanged = new double[w.GetLength(0), w.GetLength(1), w.GetLength(2), w.GetLength(4), w.GetLength(3)];
        ForEach(w, (d, h, k, i, o) => exchanged[d, h, k, o, i] = w[d, h, k, i, o]);
        return exchanged;
    }

    private static void Visit(double[,,,,] x, double[,,,,] w, double[,,,,] y, ConvGeometry g, Product product)
    {
        var (inputs, outputs) = (w.GetLength(3), w.GetLength(4) / g.Groups);
        ForEach(y, (n, d, h, k, o) =>
        {
            for (var td = 0; td < g.Kernel.D; td++)
            {
                for (var th = 0; th < g.Kernel.H; th++)
                {
                    for (var tw = 0; tw < g.Kernel.W; tw++)
                    {
                        var id = (d * g.Stride.D) + (td * g.Dilation.D) - g.PadBefore.D;
                        var ih = (h * g.Stride.H) + (th * g.Dilation.H) - g.PadBefore.H;
                        var iw = (k * g.Stride.W) + (tw * g.Dilation.W) - g.PadBefore.W;
                        if (id < 0 || ih < 0 || iw < 0 || id >= x.GetLength(1) || ih >= x.GetLength(2) || iw >= x.GetLength(3))
                        {
                            continue;
                        }

                        for (var i = 0; i < inputs; i++)
                        {
                            product(ref x[n, id, ih, iw, (o / outputs * inputs) + i], ref w[td, th, tw, i, o], ref y[n, d, h, k, o]);
                        }
                    }
                }
            }
        });
    }

    private static void ForEach(double[,,,,] array, Action<int, int, int, int, int> visit)
    {
        for (var n = 0; n < array.GetLength(0); n++)
        {
            for (var d = 0; d < array.GetLength(1); d++)
            {
                for (var h = 0; h < array.GetLength(2); h++)
                {
                    for (var w = 0; w < array.GetLength(3); w++)
                    {
                        for (var c = 0; c < array.GetLength(4); c++)
                        {
                            visit(n, d, h, w, c);
                        }
                    }
                }
            }
        }
    }
}
