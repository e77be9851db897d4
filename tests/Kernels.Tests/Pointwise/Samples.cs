namespace UNetSharp.Kernels.Tests;

/// <summary>Windows with content for tests, and runs of a kernel with teams of several sizes.</summary>
internal static class Samples
{
    /// <summary>Every width; those that the machine lacks, the runtime imitates.</summary>
    public static readonly VectorWidth[] Widths = Enum.GetValues<VectorWidth>();

    /// <summary>A contiguous window of numbers in [low, high).</summary>
    public static Window Uniform(int seed, (int N, int D, int H, int W, int C) extents, double low = -3, double high = 3)
    {
        var window = Empty(extents);
        Fill(window.Span, seed, low, high);
        return window;
    }

    /// <summary>A contiguous window of NaN: reading what nobody wrote shows.</summary>
    public static Window Empty((int N, int D, int H, int W, int C) extents)
    {
        var (n, d, h, w, c) = extents;
        var block = new MemoryBlock((long)n * d * h * w * c);
        block.Fill(float.NaN);
        return block.Window(0, n, d, h, w, c);
    }

    /// <summary>A window of the same extents inside a larger one: a crop of some of its channels, strided on every axis.</summary>
    public static Window Strided((int N, int D, int H, int W, int C) extents, int seed, double low = -3, double high = 3)
    {
        var (n, d, h, w, c) = extents;
        return Uniform(seed, (n, d + 1, h + 2, w + 3, c + 5), low, high).Crop(1, 1, 2, d, h, w).Channels(2, c);
    }

    public static void Fill(Span<float> span, int seed, double low, double high)
    {
        var random = new Random(seed);
        foreach (ref var number in span)
        {
            number = (float)(low + ((high - low) * random.NextDouble()));
        }
    }

    /// <summary>The numbers of any window in the order [N, D, H, W, C].</summary>
    public static float[] Numbers(Window window)
    {
        if (window.IsContiguous)
        {
            return window.Span.ToArray();
        }

        var numbers = new List<float>((int)window.Size);
        for (var pixel = 0; pixel < window.Pixels; pixel++)
        {
            var (rest, w) = Math.DivRem(pixel, window.W);
            (rest, var h) = Math.DivRem(rest, window.H);
            var (n, d) = Math.DivRem(rest, window.D);
            numbers.AddRange(window.Samples(n, 1).Crop(d, h, w, 1, 1, 1).Span);
        }

        return [.. numbers];
    }

    /// <summary>Runs with scratch memory full of NaN.</summary>
    public static void Run(Kernel kernel, int threads = 1)
    {
        using var team = new ThreadTeam(threads);
        var block = new MemoryBlock(Scratch.Length(kernel.Scratch, threads));
        block.Fill(float.NaN);
        kernel.Run(team, new Scratch(block, kernel.Scratch, threads));
    }

    /// <summary>The same bits with 1, 2 and 5 threads.</summary>
    public static void AssertThreadsDoNotMatter(Kernel kernel, Window result)
    {
        Run(kernel);
        var expected = Numbers(result);
        foreach (var threads in new[] { 2, 5 })
        {
            Run(kernel, threads);
            Assert.Equal(expected, Numbers(result));
        }
    }

    /// <summary>A run takes no memory from the managed heap.</summary>
    public static void AssertRunAllocatesNothing(Kernel kernel) => TestWindows.AssertNoAllocation(kernel);

    /// <summary>|a − b| ≤ absolute + relative·|b|, number by number.</summary>
    public static void AssertClose(IReadOnlyList<double> expected, IReadOnlyList<float> actual, double absolute, double relative)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var at = 0; at < expected.Count; at++)
        {
            Assert.True(Math.Abs(actual[at] - expected[at]) <= absolute + (relative * Math.Abs(expected[at])), $"number {at}: expected {expected[at]:R}, got {actual[at]:R}");
        }
    }
}
