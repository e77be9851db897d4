namespace UNetSharp.Kernels;

/// <summary>How kernels see memory: extents [N, D, H, W, C], strides for all axes but the last, channels contiguous.</summary>
/// <remarks>
/// A crop is the same memory, begun later and smaller; a slice of the channels is the same memory with pixels further apart than their channels;
/// an image is a volume of depth 1. None of them copies. A window keeps its block alive.
/// </remarks>
public readonly unsafe struct Window
{
    private readonly MemoryBlock? _owner;

    internal Window(MemoryBlock owner, float* start, (int N, int D, int H, int W, int C) extents, (long N, long D, long H, long W) strides)
    {
        _owner = owner;
        Start = start;
        (N, D, H, W, C) = extents;
        (StrideN, StrideD, StrideH, StrideW) = strides;
    }

    /// <summary>Samples of the batch.</summary>
    public int N { get; }

    /// <summary>Depth; 1 for images.</summary>
    public int D { get; }

    /// <summary>Rows.</summary>
    public int H { get; }

    /// <summary>Columns.</summary>
    public int W { get; }

    /// <summary>Channels, contiguous.</summary>
    public int C { get; }

    /// <summary>Floats between samples.</summary>
    public long StrideN { get; }

    /// <summary>Floats between planes.</summary>
    public long StrideD { get; }

    /// <summary>Floats between rows.</summary>
    public long StrideH { get; }

    /// <summary>Floats between pixels: C, or more in a slice of channels.</summary>
    public long StrideW { get; }

    /// <summary>Pixels: N·D·H·W.</summary>
    public long Pixels => (long)N * D * H * W;

    /// <summary>Floats: N·D·H·W·C.</summary>
    public long Size => Pixels * C;

    /// <summary>Whether the window is one run of memory.</summary>
    public bool IsContiguous =>
        (StrideW == C || W == 1) && (StrideH == (long)W * C || H == 1) && (StrideD == (long)H * W * C || D == 1) && (StrideN == (long)D * H * W * C || N == 1);

    internal float* Start { get; }

    // Whether the pixels of each sample are one run of memory.
    internal bool SamplesAreContiguous =>
        (StrideW == C || W == 1) && (StrideH == (long)W * C || H == 1) && (StrideD == (long)H * W * C || D == 1);

    // The floats of each sample as pixels of one channel, for what treats them alike; the window itself where they are not one run.
    internal Window AsSingleChannel() => SamplesAreContiguous && (long)D * H * W * C <= int.MaxValue
        ? new Window(_owner!, Start, (N, 1, 1, D * H * W * C, 1), (StrideN, (long)D * H * W * C, (long)D * H * W * C, 1)) : this;

    /// <summary>The sub-volume that begins at (d, h, w) and has the given extents; all samples and channels.</summary>
    /// <exception cref="ArgumentException">It does not lie within this window.</exception>
    public Window Crop(int d, int h, int w, int depth, int height, int width)
    {
        if (d < 0 || h < 0 || w < 0 || depth < 0 || height < 0 || width < 0 || d + depth > D || h + height > H || w + width > W)
        {
            throw new ArgumentException($"A crop of [{depth}, {height}, {width}] at [{d}, {h}, {w}] does not lie within [{D}, {H}, {W}].");
        }

        return new Window(_owner!, Start + (d * StrideD) + (h * StrideH) + (w * StrideW), (N, depth, height, width, C), (StrideN, StrideD, StrideH, StrideW));
    }

    /// <summary>Every step-th pixel, from (d, h, w) on: what one phase of a stride writes. Empty where an axis has no such pixel.</summary>
    internal Window Every((int D, int H, int W) first, (int D, int H, int W) count, (int D, int H, int W) step)
    {
        if (Outside(first.D, count.D, step.D, D) || Outside(first.H, count.H, step.H, H) || Outside(first.W, count.W, step.W, W))
        {
            throw new ArgumentException($"{count} pixels from {first} with step {step} do not lie within [{D}, {H}, {W}].");
        }

        var start = Start + (first.D * StrideD) + (first.H * StrideH) + (first.W * StrideW);
        return new Window(_owner!, start, (N, count.D, count.H, count.W, C), (StrideN, StrideD * step.D, StrideH * step.H, StrideW * step.W));

        static bool Outside(int first, int count, int step, int extent) => count > 0 && (first < 0 || first + ((count - 1) * step) >= extent);
    }

    /// <summary>The channels [first, first + count) of every pixel.</summary>
    /// <exception cref="ArgumentException">There are not so many.</exception>
    public Window Channels(int first, int count)
    {
        if (first < 0 || count < 0 || first + count > C)
        {
            throw new ArgumentException($"Channels {first} to {first + count - 1} of a window that has {C}.");
        }

        return new Window(_owner!, Start + first, (N, D, H, W, count), (StrideN, StrideD, StrideH, StrideW));
    }

    /// <summary>The samples [first, first + count).</summary>
    /// <exception cref="ArgumentException">There are not so many.</exception>
    public Window Samples(int first, int count)
    {
        if (first < 0 || count < 0 || first + count > N)
        {
            throw new ArgumentException($"Samples {first} to {first + count - 1} of a window that has {N}.");
        }

        return new Window(_owner!, Start + (first * StrideN), (count, D, H, W, C), (StrideN, StrideD, StrideH, StrideW));
    }

    /// <summary>The same run of memory with other extents.</summary>
    /// <exception cref="ArgumentException">The window is not contiguous, or the sizes differ.</exception>
    public Window Reshaped(int n, int d, int h, int w, int c)
    {
        if (!IsContiguous || (long)n * d * h * w * c != Size)
        {
            throw new ArgumentException($"The window {this} with strides ({StrideN}, {StrideD}, {StrideH}, {StrideW}) can't be seen as [{n}, {d}, {h}, {w}, {c}].");
        }

        long strideW = c, strideH = strideW * w, strideD = strideH * h;
        return new Window(_owner!, Start, (n, d, h, w, c), (strideD * d, strideD, strideH, strideW));
    }

    /// <summary>The floats of a contiguous window, in the order [N, D, H, W, C].</summary>
    /// <exception cref="InvalidOperationException">The window is not contiguous, or holds more than 2³¹ − 1 floats.</exception>
    public Span<float> Span => IsContiguous && Size <= int.MaxValue
        ? new Span<float>(Start, (int)Size)
        : throw new InvalidOperationException($"The window [{N}, {D}, {H}, {W}, {C}] with strides ({StrideN}, {StrideD}, {StrideH}, {StrideW}) is not one run of memory: copy it into one that is.");

    /// <summary>The row of W pixels that begins at (n, d, h, 0).</summary>
    internal float* Row(int n, int d, int h) => Start + (n * StrideN) + (d * StrideD) + (h * StrideH);

    /// <summary>The channels of one pixel.</summary>
    internal float* Pixel(int n, int d, int h, int w) => Row(n, d, h) + (w * StrideW);

    /// <inheritdoc/>
    public override string ToString() => $"[{N}, {D}, {H}, {W}, {C}]";
}
