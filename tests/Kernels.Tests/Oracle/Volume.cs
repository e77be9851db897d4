namespace UNetSharp.Kernels.Tests.Oracle;

/// <summary>Numbers [N, D, H, W, C] in double precision.</summary>
internal sealed record Volume(int N, int D, int H, int W, int C)
{
    public double[] Values { get; } = new double[N * D * H * W * C];

    /// <summary>A copy of windows, their channels behind one another.</summary>
    public static Volume Of(params ReadOnlySpan<Window> windows)
    {
        var channels = 0;
        foreach (var window in windows)
        {
            channels += window.C;
        }

        var volume = new Volume(windows[0].N, windows[0].D, windows[0].H, windows[0].W, channels);
        var first = 0;
        foreach (var window in windows)
        {
            for (var pixel = 0; pixel < window.Pixels; pixel++)
            {
                var (rest, w) = Math.DivRem(pixel, window.W);
                (rest, var h) = Math.DivRem(rest, window.H);
                var (n, d) = Math.DivRem(rest, window.D);
                var channelsOfPixel = window.Samples(n, 1).Crop(d, h, w, 1, 1, 1).Span;
                for (var c = 0; c < window.C; c++)
                {
                    volume.Values[volume.Index(n, d, h, w, first + c)] = channelsOfPixel[c];
                }
            }

            first += window.C;
        }

        return volume;
    }

    public int Index(int n, int d, int h, int w, int c) => (((((((n * D) + d) * H) + h) * W) + w) * C) + c;

    public IEnumerable<(int N, int D, int H, int W, int C)> Places()
    {
        for (var i = 0; i < Values.Length; i++)
        {
            var (rest, c) = Math.DivRem(i, C);
            (rest, var w) = Math.DivRem(rest, W);
            (rest, var h) = Math.DivRem(rest, H);
            var (n, d) = Math.DivRem(rest, D);
            yield return (n, d, h, w, c);
        }
    }
}
