namespace UNetSharp.Kernels.Tests.Oracle;

/// <summary>Memory for a test: every float is NaN until the test writes it, so a read of what was never written, or of what lies beside a window, shows in the result.</summary>
internal sealed class Workbench(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<(MemoryBlock Block, Window Window)> _outputs = [];

    /// <summary>Random numbers of the standard normal distribution in a window of its own, contiguous.</summary>
    public Window Random(int n, int d, int h, int w, int c) => Fill(new MemoryBlock((long)n * d * h * w * c).Window(0, n, d, h, w, c));

    /// <summary>The same cut out of something larger on every axis but the first: a crop of a slice of the channels.</summary>
    public Window RandomCut(int n, int d, int h, int w, int c) => Fill(Cut(n, d, h, w, c).Window);

    /// <summary>A window to write to, cut out of something larger whose rest must stay NaN.</summary>
    public Window OutputCut(int n, int d, int h, int w, int c)
    {
        var cut = Cut(n, d, h, w, c);
        _outputs.Add(cut);
        return cut.Window;
    }

    /// <summary>A contiguous window to write to.</summary>
    public static Window Output(int n, int d, int h, int w, int c)
    {
        var block = new MemoryBlock((long)n * d * h * w * c);
        block.Fill(float.NaN);
        return block.Window(0, n, d, h, w, c);
    }

    /// <summary>Runs a kernel on a team of so many threads, on poisoned scratch; the run itself must not allocate.</summary>
    public static void Run(Kernel kernel, int threads)
    {
        using var team = new ThreadTeam(threads);
        var length = Scratch.Length(kernel.Scratch, threads);
        var block = new MemoryBlock(length);
        block.Fill(float.NaN);
        var scratch = new Scratch(block, kernel.Scratch, threads);
        kernel.Run(team, scratch);

        block.Fill(float.NaN);

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

    /// <summary>The largest difference of a window from what is expected, in units of the given scale; NaN if a NaN was written, or something beside the window.</summary>
    public double Error(Window window, double[] expected, double scale)
    {
        var found = Volume.Of(window).Values;
        var worst = 0.0;
        for (var i = 0; i < found.Length; i++)
        {
            var error = Math.Abs(found[i] - expected[i]) / scale;
            worst = error > worst || double.IsNaN(error) ? error : worst;
            if (double.IsNaN(worst))
            {
                return worst;
            }
        }

        foreach (var (block, inside) in _outputs)
        {
            long written = 0;
            foreach (var value in block.Span(0, (int)block.Length))
            {
                written += float.IsNaN(value) ? 0 : 1;
            }

            Assert.Equal(inside.Size, written);
        }

        return worst;
    }

    private static (MemoryBlock Block, Window Window) Cut(int n, int d, int h, int w, int c)
    {
        var block = new MemoryBlock((long)n * (d + 1) * (h + 2) * (w + 3) * (c + 5));
        block.Fill(float.NaN);
        return (block, block.Window(0, n, d + 1, h + 2, w + 3, c + 5).Crop(1, 1, 2, d, h, w).Channels(3, c));
    }

    private Window Fill(Window window)
    {
        for (var n = 0; n < window.N; n++)
        {
            for (var pixel = 0; pixel < window.D * window.H * window.W; pixel++)
            {
                var (rest, w) = Math.DivRem(pixel, window.W);
                var (d, h) = Math.DivRem(rest, window.H);
                foreach (ref var value in window.Samples(n, 1).Crop(d, h, w, 1, 1, 1).Span)
                {
                    value = Philox.Normal((uint)_random.Next(), (uint)_random.Next()).First;
                }
            }
        }

        return window;
    }
}
