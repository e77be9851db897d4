using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Training;

/// <summary>Centre lines of soft masks, by smallest and largest numbers of neighbourhoods. Shit et al., CVPR 2021, arXiv 2003.07311.</summary>
internal static class SoftSkeleton
{
    /// <summary>What each erosion takes away for good: x − opening of x, of x and of each of its erosions, joined as probabilities are.</summary>
    /// <param name="mask">[N, (D,) H, W, C], 0 to 1.</param>
    /// <param name="iterations">Erosions: half the width, in pixels, of the thickest structure.</param>
    public static Value Of(Value mask, int iterations)
    {
        var skeleton = Lost(mask);
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            mask = Eroded(mask);
            skeleton += Lost(mask) * (1 - skeleton);
        }

        return skeleton;
    }

    // Never negative, for an opening is nowhere larger; so the rectifiers of the paper's figure have nothing to do.
    private static Value Lost(Value mask) => mask - Dilated(Eroded(mask));

    // The smallest number among the neighbours along each axis: of the 5 that make a cross, of the 7 in a volume.
    private static Value Eroded(Value mask)
    {
        var negative = -mask;
        var along = Triples(mask).Select(axis => negative.MaxPool(axis.Kernel, Triple.All(1), axis.Padding));
        return -along.Aggregate((largest, next) => largest.Maximum(next));
    }

    // The largest number of the square of 9, or of the cube of 27.
    private static Value Dilated(Value mask) => mask.MaxPool(Triple.All(3), Triple.All(1), Triple.All(1));

    private static IEnumerable<(Triple Kernel, Triple Padding)> Triples(Value mask)
    {
        yield return (new(1, 1, 3), new(0, 0, 1));
        yield return (new(1, 3, 1), new(0, 1, 0));
        if (mask.Shape.SpatialRank == 3) yield return (new(3, 1, 1), new(1, 0, 0));
    }
}
