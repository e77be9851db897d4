using System.Runtime.InteropServices;

namespace UNetSharp.Kernels;

/// <summary>A block of float32 outside the managed heap, aligned to 64 bytes at least (a cache line, a 512-bit register): an arena, or the parameters of a model.</summary>
/// <remarks>
/// It is given back when nothing refers to it any more; nobody disposes it. Windows and spans of it keep it alive through <see cref="Kernels.Window"/>;
/// who holds only a span must hold the block too.
/// </remarks>
public sealed unsafe class MemoryBlock
{
    private readonly float* _start;
    private readonly bool _imagined;

    /// <summary>Takes the memory. Its content is undefined until written.</summary>
    /// <param name="length">Floats, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="OutOfMemoryException">The system has not that much.</exception>
    public MemoryBlock(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        var bytes = (nuint)Math.Max(length, 1) * sizeof(float);
        _start = (float*)NativeMemory.AlignedAlloc(bytes, HugePages.Alignment(bytes));
        HugePages.AskFor(_start, bytes);
        GC.AddMemoryPressure(Math.Max(length * sizeof(float), 1));
    }

    private MemoryBlock(long length, bool imagined) => (Length, _imagined) = (length, imagined);

    /// <summary>A block that has a length and no memory: to lay out and count what would be too large to hold. Its windows can be bound but not run.</summary>
    public static MemoryBlock Imagined(long length) => new(length, imagined: true);

    /// <summary>Gives the memory back.</summary>
    ~MemoryBlock()
    {
        if (_imagined)
        {
            return;
        }

        NativeMemory.AlignedFree(_start);
        GC.RemoveMemoryPressure(Math.Max(Length * sizeof(float), 1));
    }

    /// <summary>Floats in the block.</summary>
    public long Length { get; }

    /// <summary>A contiguous window [n, d, h, w, c] that starts at an offset.</summary>
    /// <exception cref="ArgumentException">It does not lie within the block.</exception>
    public Window Window(long offset, int n, int d, int h, int w, int c)
    {
        var size = (long)n * d * h * w * c;
        if (offset < 0 || n < 0 || d < 0 || h < 0 || w < 0 || c < 0 || offset + size > Length)
        {
            throw new ArgumentException($"A window [{n}, {d}, {h}, {w}, {c}] at {offset} does not lie within a block of {Length} floats.");
        }

        long strideW = c, strideH = strideW * w, strideD = strideH * h;
        return new Window(this, _start + offset, (n, d, h, w, c), (strideD * d, strideD, strideH, strideW));
    }

    /// <summary>A window with strides of its own (in floats, for N, D, H, W; 0 repeats): a crop, a slice of channels, a broadcast.</summary>
    /// <exception cref="ArgumentException">It does not lie within the block.</exception>
    public Window Window(long offset, (int N, int D, int H, int W, int C) extents, (long N, long D, long H, long W) strides)
    {
        var (n, d, h, w, c) = extents;
        var last = offset + Reach(n, strides.N) + Reach(d, strides.D) + Reach(h, strides.H) + Reach(w, strides.W) + c;
        if (offset < 0 || c < 0 || last > Length)
        {
            throw new ArgumentException($"A window {extents} with strides {strides} at {offset} does not lie within a block of {Length} floats.");
        }

        return new Window(this, _start + offset, extents, strides);

        static long Reach(int extent, long stride) => extent >= 0 && stride >= 0 ? Math.Max(extent - 1L, 0) * stride
            : throw new ArgumentException($"Extents and strides are at least 0, not {extent} and {stride}.");
    }

    /// <summary>The floats [offset, offset + length).</summary>
    /// <exception cref="ArgumentOutOfRangeException">They do not lie within the block.</exception>
    public Span<float> Span(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Length);
        if (_imagined)
        {
            throw new InvalidOperationException("This block was only imagined, to count its bytes: it has no memory.");
        }

        return new Span<float>(_start + offset, length);
    }

    /// <summary>The floats [offset, offset + length), to be read and written later; they are not copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They do not lie within the block.</exception>
    public Memory<float> Memory(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Length);
        return new BlockMemory(this, offset, length).Memory;
    }

    /// <summary>Writes one number everywhere (NaN finds reads of places that nobody wrote).</summary>
    public void Fill(float value)
    {
        for (var at = 0L; at < Length; at += 1 << 30)
        {
            Span(at, (int)Math.Min(1 << 30, Length - at)).Fill(value);
        }
    }
}
