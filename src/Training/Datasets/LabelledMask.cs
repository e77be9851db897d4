using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>A mask as a network learns it.</summary>
/// <param name="Extent">Its extent [D, H, W].</param>
/// <param name="Labels">The class of each pixel, 0..C−1; −1 where it is ignored.</param>
/// <param name="Objects">The object of each pixel, 0 for background, where the mask tells objects apart; else null. No two objects touch.</param>
public sealed record LabelledMask(Extent Extent, int[] Labels, int[]? Objects)
{
    /// <summary>A map of objects as a mask of two classes, with a gap of background between objects that touch.</summary>
    /// <param name="objects">0 is background, each other number one object.</param>
    /// <param name="extent">Their extent.</param>
    /// <remarks>
    /// A pixel becomes background if one of the neighbours before it in raster order (left, and the three above; in a volume the nine of the
    /// slice before, too) belongs to another object. So the gap is one pixel wide and no two objects touch, not even by a corner; this is the
    /// gap of the U-Net plugin (Falk et al., Nature Methods 16, 2019).
    /// </remarks>
    /// <exception cref="ArgumentException">The objects do not fill the extent.</exception>
    public static LabelledMask OfObjects(ReadOnlySpan<int> objects, Extent extent)
    {
        extent.RequireLength(objects.Length, "LabelledMask: the objects");
        var parted = new int[objects.Length];
        var i = 0;
        for (var z = 0; z < extent.Depth; z++)
        {
            for (var y = 0; y < extent.Height; y++)
            {
                for (var x = 0; x < extent.Width; x++, i++)
                {
                    if (objects[i] != 0 && !TouchesAnother(objects, extent, z, y, x)) parted[i] = objects[i];
                }
            }
        }

        return new(extent, Array.ConvertAll(parted, number => number == 0 ? 0 : 1), parted);
    }

    private static bool TouchesAnother(ReadOnlySpan<int> objects, Extent extent, int z, int y, int x)
    {
        var own = objects[extent.IndexOf(z, y, x)];
        for (var dz = z > 0 ? -1 : 0; dz <= 0; dz++)
        {
            for (var dy = y > 0 ? -1 : 0; dy <= (dz < 0 && y + 1 < extent.Height ? 1 : 0); dy++)
            {
                for (var dx = x > 0 ? -1 : 0; dx <= (x + 1 < extent.Width ? 1 : 0); dx++)
                {
                    // Of the pixel's own row only what stands before it.
                    if (dz == 0 && dy == 0 && dx >= 0) break;
                    var other = objects[extent.IndexOf(z + dz, y + dy, x + dx)];
                    if (other != 0 && other != own) return true;
                }
            }
        }

        return false;
    }
}
