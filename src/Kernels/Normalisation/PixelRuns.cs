namespace UNetSharp.Kernels;

/// <summary>How kernels that treat all pixels of a sample alike walk over windows: samples cut into chunks, chunks into runs of pixels that are evenly spaced in memory.</summary>
/// <remarks>
/// <code>
/// piece    what a thread takes: one chunk, or several small samples
/// chunk    some pixels of one sample, in row-major order
/// run      pixels of a chunk that lie StrideW apart: part of a row of W, or of the whole sample where the rows lie one behind the other
/// </code>
/// Where pixels touch in all windows and lcm(C, lanes) is small, several pixels are taken as one wide pixel of <see cref="Period"/> = lcm(C, lanes) channels:
/// registers are full whatever C is (3 channels in 16 lanes: 16 pixels are one of 48 channels). Otherwise <see cref="Period"/> is C.
/// </remarks>
internal sealed unsafe class PixelRuns
{
    // 1024 floats of table for one, two or four statistics stay in the first cache.
    private const int LargestPeriod = 2048;
    private const long ChunkFloats = 32 * 1024;
    private readonly int _height;

    /// <summary>Plans the walk.</summary>
    /// <param name="lanes">Floats in a register.</param>
    /// <param name="together">Whether all samples may be taken as one: they are, where they lie one behind the other.</param>
    /// <param name="windows">Windows with the same extents.</param>
    public PixelRuns(int lanes, bool together, params ReadOnlySpan<Window> windows)
    {
        var first = windows[0];
        var (flat, touching) = (true, true);
        (Samples, Channels, _height) = (first.N, first.C, first.H);
        Pixels = (long)first.D * first.H * first.W;
        foreach (ref readonly var window in windows)
        {
            flat &= (window.H == 1 || window.StrideH == window.W * window.StrideW) && (window.D == 1 || window.StrideD == window.H * window.W * window.StrideW);
            together &= flat && (window.N == 1 || window.StrideN == Pixels * window.StrideW);
        }

        (Samples, Pixels) = together ? (1, Pixels * Samples) : (Samples, Pixels);
        RunLength = flat ? Pixels : first.W;
        foreach (ref readonly var window in windows)
        {
            touching &= window.StrideW == window.C || RunLength == 1;
        }

        var period = (long)Channels / Divisor(Channels, lanes) * lanes;
        Period = touching && period <= LargestPeriod ? (int)period : Channels;
        Wide = touching && Period == period;

        // Chunks begin on whole wide pixels.
        var wide = Math.Max(Period / Channels, 1);
        ChunkPixels = Math.Max(ChunkFloats / Math.Max(Channels, 1) / wide, 1) * wide;
        ChunksPerSample = (int)Math.Max((Pixels + ChunkPixels - 1) / ChunkPixels, 1);
        ChunksPerPiece = (int)Math.Max(ChunksPerSample > 1 ? 1 : ChunkFloats / Math.Max(Pixels * Channels, 1), 1);
    }

    public int Samples { get; }

    public int Channels { get; }

    public long Pixels { get; }

    public long RunLength { get; }

    /// <summary>Floats after which the channels begin again where a register begins too, or the channels where that does not come soon.</summary>
    public int Period { get; }

    /// <summary>Whether runs may be read as one row of floats, <see cref="Period"/> at a time.</summary>
    public bool Wide { get; }

    public long ChunkPixels { get; }

    public int ChunksPerSample { get; }

    public int ChunksPerPiece { get; }

    public int Chunks => Samples * ChunksPerSample;

    public int Pieces => (Chunks + ChunksPerPiece - 1) / ChunksPerPiece;

    /// <summary>The first pixel of a chunk and the first behind it, counted within the sample.</summary>
    public (long First, long End) PixelsOf(int chunk)
    {
        var first = chunk % ChunksPerSample * ChunkPixels;
        return (first, Math.Min(first + ChunkPixels, Pixels));
    }

    /// <summary>How many of the pixels [pixel, end) are evenly spaced.</summary>
    public int RunAt(long pixel, long end) => (int)Math.Min(end - pixel, RunLength - (pixel % RunLength));

    /// <summary>The floats of so many pixels: a multiple of <see cref="Period"/> where this is C.</summary>
    public long FloatsOf(int pixels) => (long)pixels * Channels;

    /// <summary>Where a pixel of a sample lies in a window.</summary>
    public float* At(in Window window, int sample, long pixel)
    {
        var (row, w) = Math.DivRem(pixel, RunLength);
        var (d, h) = Math.DivRem(row, _height);
        return window.Row(sample, (int)d, (int)h) + (w * window.StrideW);
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);
}
