namespace UNetSharp.Imaging;

/// <summary>The connected components of an image or a volume.</summary>
/// <param name="Labels">For each sample the number of its component, 1 to <paramref name="Count"/> in the raster order of their first samples; 0 is background.</param>
/// <param name="Count">The number of components.</param>
public sealed record Components(int[] Labels, int Count)
{
    /// <summary>The samples of each component; entry 0 counts the background.</summary>
    public int[] Sizes()
    {
        var sizes = new int[Count + 1];
        foreach (var label in Labels)
            sizes[label]++;
        return sizes;
    }
}
