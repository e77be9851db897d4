namespace UNetSharp.Kernels.Tests;

/// <summary>Windows for tests: random or full of NaN, contiguous or cut from something larger whose rest is NaN, so that a read of a place nobody wrote shows.</summary>
internal sealed class TestWindows(int seed)
{
    private readonly Random _random = new(seed);

    public static readonly VectorWidth[] AllWidths = [VectorWidth.Scalar, VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512];

    public Window Random(int n, int d, int h, int w, int c) => Fill(Empty(n, d, h, w, c));

    /// <summary>Random numbers in a crop of a channel slice.</summary>
    public Window RandomCut(int n, int d, int h, int w, int c) => Fill(EmptyCut(n, d, h, w, c));

    public static Window Empty(int n, int d, int h, int w, int c)
    {
        var block = new MemoryBlock((long)n * d * h * w * c);
        block.Fill(float.NaN);
        return block.Window(0, n, d, h, w, c);
    }

    public static Window EmptyCut(int n, int d, int h, int w, int c) =>
        Empty(n, d + 1, h + 2, w + 3, c + 5).Crop(1, 1, 2, d, h, w).Channels(3, c);

    public static Window Floats(long length) => Empty(1, 1, 1, 1, (int)length);

    public static float[] Bits(Window window)
    {
        var values = new List<float>();
        ForEachPixel(window, (n, d, h, w, pixel) => values.AddRange(pixel));
        return [.. values];
    }

    public static double[,,,,] Values(params Window[] windows)
    {
        var first = windows[0];
        var values = new double[first.N, first.D, first.H, first.W, windows.Sum(window => window.C)];
        var channel = 0;
        foreach (var window in windows)
        {
            var from = channel;
            ForEachPixel(window, (n, d, h, w, pixel) =>
            {
                for (var c = 0; c < pixel.Length; c++)
                {
                    values[n, d, h, w, from + c] = pixel[c];
                }
            });
            channel += window.C;
        }

        return values;
    }

    /// <summary>Fails unless the window holds the expected numbers up to an error that is small against their size.</summary>
    public static void AssertClose(double[,,,,] expected, Window actual, string what)
    {
        var scale = 1e-3 + Math.Sqrt(expected.Cast<double>().Select(value => value * value).DefaultIfEmpty().Average());
        ForEachPixel(actual, (n, d, h, w, pixel) =>
        {
            for (var c = 0; c < pixel.Length; c++)
            {
                var error = Math.Abs(expected[n, d, h, w, c] - pixel[c]);
                Assert.True(error <= 2e-5 * scale, $"{what}: [{n}, {d}, {h}, {w}, {c}] is {pixel[c]}, not {expected[n, d, h, w, c]}");
            }
        });
    }

    /// <summary>Runs a kernel on NaN scratch.</summary>
    public static void Run(Kernel kernel, int threads = 1)
    {
        using var team = new ThreadTeam(threads);
        kernel.Run(team, NaNScratch(kernel, threads));
    }

    /// <summary>The results of runs with 1, 2 and 5 threads must be the same bits, and a run must not allocate.</summary>
    public static void AssertSameBitsAndNoAllocation(Kernel kernel, Window result)
    {
        Run(kernel, 1);
        var expected = Bits(result);
        Run(kernel, 2);
        Assert.Equal(expected, Bits(result));
        Run(kernel, 5);
        Assert.Equal(expected, Bits(result));
        AssertNoAllocation(kernel);
    }

    /// <summary>A run must take no memory from the managed heap.</summary>
    public static void AssertNoAllocation(Kernel kernel)
    {
        using var team = new ThreadTeam(1);
        var scratch = NaNScratch(kernel, 1);
        kernel.Run(team, scratch);

        // A collection that another test causes ends this thread's allocation area and counts its rest: only what every run allocates is the kernel's.
        var least = long.MaxValue;
        for (var run = 0; run < 5 && least > 0; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            kernel.Run(team, scratch);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static Scratch NaNScratch(Kernel kernel, int threads)
    {
        var block = new MemoryBlock(Scratch.Length(kernel.Scratch, threads));
        block.Fill(float.NaN);
        return new Scratch(block, kernel.Scratch, threads);
    }

    private Window Fill(Window window)
    {
        ForEachPixel(window, (n, d, h, w, pixel) =>
        {
            for (var c = 0; c < pixel.Length; c++)
            {
                pixel[c] = (_random.NextSingle() * 2) - 1;
            }
        });
        return window;
    }

    private static void ForEachPixel(Window window, Action<int, int, int, int, Span<float>> visit)
    {
        for (var n = 0; n < window.N; n++)
        {
            for (var d = 0; d < window.D; d++)
            {
                for (var h = 0; h < window.H; h++)
                {
                    for (var w = 0; w < window.W; w++)
                    {
                        visit(n, d, h, w, window.Samples(n, 1).Crop(d, h, w, 1, 1, 1).Span);
                    }
                }
            }
        }
    }
}
