using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>Samples of an image that goes on without end in every direction: what fills the input of a tile.</summary>
public abstract class TileReader
{
    /// <summary>Samples a pixel.</summary>
    public abstract int Channels { get; }

    /// <summary>Copies a window, wherever it lies.</summary>
    /// <param name="start">Its first place; the image begins at 0.</param>
    /// <param name="size">Its extents.</param>
    /// <param name="target">Receives [D, H, W, C].</param>
    /// <exception cref="ArgumentException">The target does not hold the window.</exception>
    public abstract void Read(Triple start, Triple size, Span<float> target);

    /// <summary>Refuses a target of another length.</summary>
    protected void RequireLength(Triple size, int length)
    {
        if (size.Places * Channels != length) throw new ArgumentException($"TileReader: a window of {size} with {Channels} channels does not fill {length} floats.");
    }
}
