using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

/// <summary>The extents of a stored tensor, checked: none negative, and a byte count that fits 63 bits.</summary>
internal static class TensorExtents
{
    /// <summary>More axes than any network's weights have; a file that asks for more is not a model.</summary>
    public const int MaximumRank = 16;

    /// <summary>The number of elements, 1 for a scalar; false where an extent is negative or the product times <paramref name="elementSize"/> overflows.</summary>
    public static bool TryCount(ReadOnlySpan<int> shape, int elementSize, out long count)
    {
        count = 1;
        foreach (var extent in shape)
            if (extent < 0 || (Int128)count * extent * elementSize > long.MaxValue)
                return false;
            else
                count *= extent;
        return true;
    }

    /// <summary>A shape as messages print it: <c>[3, 3, 64, 64]</c>.</summary>
    public static string Text(ImmutableArray<int> shape) => $"[{string.Join(", ", shape)}]";
}
