using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Rows [First, End) of an image.</summary>
internal readonly record struct Rows(int First, int End)
{
    public int Count => End - First;

    /// <summary>The tiles of <paramref name="size"/> rows that these rows lie in, within an image of so many rows.</summary>
    /// <remarks>Winograd computes 4 rows at a time from 6, or 6 from 8: a band of whole tiles is computed from what the whole is computed from, to the bit.</remarks>
    public Rows InTiles(int size, int height) => new(First / size * size, Math.Min((End + size - 1) / size * size, height));

    public Rows Within(Rows other) => new(Math.Max(First, other.First), Math.Min(End, other.End));

    /// <summary>The rows of a convolution's input that these rows of its result are computed from, and how many beyond the image's edges.</summary>
    public (Rows Input, int Before, int After) Read(ConvGeometry geometry, int height)
    {
        var first = First - geometry.PadBefore.H;
        var end = End - 1 - geometry.PadBefore.H + (geometry.Dilation.H * (geometry.Kernel.H - 1)) + 1;
        return (new(Math.Max(first, 0), Math.Min(end, height)), Math.Max(-first, 0), Math.Max(end - height, 0));
    }
}
