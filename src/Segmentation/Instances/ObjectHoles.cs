using UNetSharp.Imaging;

namespace UNetSharp.Segmentation;

/// <summary>Fills the holes of objects: background that a single object encloses. What lies between several objects is no hole of any, nor is what touches the border of the image.</summary>
internal static class ObjectHoles
{
    private const int Several = -1;

    /// <summary>Labels with holes filled.</summary>
    /// <param name="labels">Objects; 0 is background. Changed in place.</param>
    /// <param name="extent">Their extent.</param>
    public static void Fill(int[] labels, Extent extent)
    {
        var background = ConnectedComponents.Label(Array.ConvertAll(labels, label => label == 0), extent, Connectivity.Faces);
        var owners = new int[background.Count + 1];
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == 0) Look(labels, extent, i, ref owners[background.Labels[i]]);
        }

        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == 0) labels[i] = Math.Max(owners[background.Labels[i]], 0);
        }
    }

    // What the neighbours of a background sample say about who encloses its component.
    private static void Look(int[] labels, Extent extent, int i, ref int owner)
    {
        var (x, y, z) = (i % extent.Width, i / extent.Width % extent.Height, i / (extent.Width * extent.Height));
        See(x, extent.Width, 1, ref owner);
        See(y, extent.Height, extent.Width, ref owner);
        if (!extent.IsPlanar) See(z, extent.Depth, extent.Width * extent.Height, ref owner);

        void See(int place, int side, int stride, ref int owner)
        {
            if (place == 0 || place == side - 1)
            {
                owner = Several;
                return;
            }

            Meet(labels[i - stride], ref owner);
            Meet(labels[i + stride], ref owner);
        }
    }

    private static void Meet(int label, ref int owner)
    {
        if (label != 0) owner = owner == 0 || owner == label ? label : Several;
    }
}
