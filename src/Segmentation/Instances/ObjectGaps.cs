using UNetSharp.Imaging;

namespace UNetSharp.Segmentation;

/// <summary>Gives narrow gaps between objects back to them.</summary>
internal static class ObjectGaps
{
    /// <summary>Labels background whose distances to the two nearest objects add up to the width of the gap and one, with the nearer object. Background beside one object alone stays.</summary>
    /// <param name="labels">Objects, 0 for background; changed in place.</param>
    /// <param name="extent">Their extent.</param>
    /// <param name="width">How wide the gaps are at most, in pixels.</param>
    public static void Fill(int[] labels, Extent extent, int width)
    {
        var before = (int[])labels.Clone();
        for (var z = 0; z < extent.Depth; z++)
        {
            for (var y = 0; y < extent.Height; y++)
            {
                for (var x = 0; x < extent.Width; x++)
                {
                    var i = extent.IndexOf(z, y, x);
                    if (before[i] == 0) labels[i] = Between(before, extent, (z, y, x), width);
                }
            }
        }
    }

    private static int Between(int[] labels, Extent extent, (int Z, int Y, int X) at, int width)
    {
        var (nearest, next) = ((Label: 0, Distance: double.PositiveInfinity), double.PositiveInfinity);
        for (var z = Math.Max(0, at.Z - width); z <= Math.Min(extent.Depth - 1, at.Z + width); z++)
        {
            for (var y = Math.Max(0, at.Y - width); y <= Math.Min(extent.Height - 1, at.Y + width); y++)
            {
                for (var x = Math.Max(0, at.X - width); x <= Math.Min(extent.Width - 1, at.X + width); x++)
                {
                    var label = labels[extent.IndexOf(z, y, x)];
                    if (label == 0) continue;
                    var distance = Math.Sqrt(((z - at.Z) * (z - at.Z)) + ((y - at.Y) * (y - at.Y)) + ((x - at.X) * (x - at.X)));
                    if (label == nearest.Label) nearest.Distance = Math.Min(nearest.Distance, distance);
                    else if (distance < nearest.Distance) (nearest, next) = ((label, distance), nearest.Distance);
                    else next = Math.Min(next, distance);
                }
            }
        }

        return nearest.Distance + next <= width + 1 ? nearest.Label : 0;
    }
}
