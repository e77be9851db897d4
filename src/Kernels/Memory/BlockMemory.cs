using System.Buffers;

namespace UNetSharp.Kernels;

/// <summary>A stretch of a block as <see cref="Memory{T}"/>: for those who write files and keep what they will read until then. It holds the block.</summary>
internal sealed unsafe class BlockMemory(MemoryBlock block, long offset, int length) : MemoryManager<float>
{
    public override Span<float> GetSpan() => block.Span(offset, length);

    // Nothing moves it: there is nothing to pin.
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, length);
        return new(block.Window(offset, 1, 1, 1, 1, length).Start + elementIndex);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
