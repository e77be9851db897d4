using UNetSharp.Imaging;
using UNetSharp.Networks;
using UNetSharp.Segmentation;

namespace UNetSharp.Training;

/// <summary>Chooses the extents of patches: those of the recipe, no larger than the images need, of a size that the network takes.</summary>
internal static class PatchExtents
{
    /// <summary>What the network reads, and what it answers for.</summary>
    /// <param name="network">The network.</param>
    /// <param name="recipe">Its patch is wished for.</param>
    /// <param name="largest">The largest extent of the images along each axis.</param>
    /// <exception cref="ArgumentException">The recipe's patch has other axes than the network, or the network takes no size near.</exception>
    public static TileShape For(Network network, Recipe recipe, Extent largest)
    {
        var wished = recipe.Patch;
        if (wished.Length != network.Dimensions) throw new ArgumentException($"The recipe's patch has {wished.Length} sides ({string.Join('x', wished)}), the network takes {(network.Dimensions == 2 ? "images: two" : "volumes: three")}.");
        var sizes = new NetworkSizes(network);
        int[] patch = [1, 1, 1];
        for (var axis = 3 - wished.Length; axis < 3; axis++)
        {
            var side = wished[axis - 3 + wished.Length];
            if (sizes.Covering(axis, largest[axis]) is { } covering) side = Math.Min(side, RoundedUp(covering, largest[axis]));
            patch[axis] = sizes.AtMost(axis, side) ?? sizes.AtLeast(axis, side) ?? throw new ArgumentException($"{network.GetType().Name} takes no size near {side}.");
        }

        return sizes.Shape(new(patch[0], patch[1], patch[2])) ?? throw new ArgumentException($"{network.GetType().Name} takes each side of {string.Join('x', patch)}, but not the three together.");
    }

    // A padded network that takes any size trains best on multiples of 16, which its poolings leave without remainder.
    private static int RoundedUp(int covering, int image) => covering == image ? (covering + 15) / 16 * 16 : covering;
}
