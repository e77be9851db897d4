using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>One tile of a grid.</summary>
/// <param name="Index">Its number in raster order.</param>
/// <param name="Start">The place of the image at which its output begins; it may lie before the image, and the output may reach past it.</param>
/// <param name="InputStart">The place at which its input begins: the margin before <paramref name="Start"/>.</param>
public readonly record struct Tile(int Index, Triple Start, Triple InputStart);
