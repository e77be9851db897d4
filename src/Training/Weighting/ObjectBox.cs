using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>A box of pixels: its first corner and its size.</summary>
internal readonly record struct ObjectBox(int Z, int Y, int X, Extent Size)
{
    /// <summary>Rows of the box, over all its slices.</summary>
    public int Rows => Size.Depth * Size.Height;

    /// <summary>The bounding box of each object, in the order of their first pixels.</summary>
    /// <param name="objects">0 is background, each other number one object.</param>
    /// <param name="extent">The map's extent.</param>
    public static IEnumerable<(int Number, ObjectBox Box)> Around(ReadOnlySpan<int> objects, Extent extent)
    {
        var limits = new Dictionary<int, (int Z0, int Y0, int X0, int Z1, int Y1, int X1)>();
        var order = new List<int>();
        var i = 0;
        for (var z = 0; z < extent.Depth; z++)
        {
            for (var y = 0; y < extent.Height; y++)
            {
                for (var x = 0; x < extent.Width; x++, i++)
                {
                    if (objects[i] == 0) continue;
                    if (!limits.TryGetValue(objects[i], out var b))
                    {
                        order.Add(objects[i]);
                        b = (z, y, x, z, y, x);
                    }

                    limits[objects[i]] = (b.Z0, Math.Min(b.Y0, y), Math.Min(b.X0, x), z, Math.Max(b.Y1, y), Math.Max(b.X1, x));
                }
            }
        }

        return order.Select(number => (number, Between(limits[number])));
    }

    /// <summary>The box with a margin, as far as the image goes.</summary>
    /// <param name="extent">The image's extent.</param>
    /// <param name="spacing">The distance of neighbours along each axis.</param>
    /// <param name="margin">The margin, in the unit of the spacing.</param>
    public ObjectBox Grown(Extent extent, PerAxis spacing, double margin)
    {
        var (z0, z1) = Side(Z, Size.Depth, extent.Depth, spacing.Depth);
        var (y0, y1) = Side(Y, Size.Height, extent.Height, spacing.Height);
        var (x0, x1) = Side(X, Size.Width, extent.Width, spacing.Width);
        return Between((z0, y0, x0, z1, y1, x1));

        (int, int) Side(int first, int size, int length, double step)
        {
            var steps = (int)Math.Min(length, Math.Ceiling(margin / step));
            return (Math.Max(0, first - steps), Math.Min(length - 1, first + size - 1 + steps));
        }
    }

    /// <summary>Where a row of the box begins in the image.</summary>
    public int RowStart(Extent extent, int row) => extent.IndexOf(Z + (row / Size.Height), Y + (row % Size.Height), X);

    private static ObjectBox Between((int Z0, int Y0, int X0, int Z1, int Y1, int X1) b) =>
        new(b.Z0, b.Y0, b.X0, new Extent(b.Z1 - b.Z0 + 1, b.Y1 - b.Y0 + 1, b.X1 - b.X0 + 1));
}
