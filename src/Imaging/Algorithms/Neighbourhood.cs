namespace UNetSharp.Imaging;

/// <summary>The neighbours of the samples of one grid, as steps in raster order.</summary>
internal sealed class Neighbourhood
{
    private readonly Extent extent;
    private readonly (int Z, int Y, int X)[] steps;
    private readonly int[] strides;

    public Neighbourhood(Extent extent, Connectivity connectivity)
    {
        if (connectivity is < Connectivity.Faces or > Connectivity.Corners)
            throw new ArgumentOutOfRangeException(nameof(connectivity), connectivity, "A connectivity is Faces, Edges or Corners.");
        this.extent = extent;
        // In an image nothing lies before or behind, and "corners" says no more than "edges".
        var reach = extent.IsPlanar ? 0 : 1;
        var found = new List<(int, int, int)>();
        for (var z = -reach; z <= reach; z++)
        {
            for (var y = -1; y <= 1; y++)
            {
                for (var x = -1; x <= 1; x++)
                {
                    var axes = Math.Abs(z) + Math.Abs(y) + Math.Abs(x);
                    if (axes > 0 && axes <= (int)connectivity)
                        found.Add((z, y, x));
                }
            }
        }
        steps = [.. found];
        strides = Array.ConvertAll(steps, step => extent.IndexOf(step.Z, step.Y, step.X));
    }

    /// <summary>How many neighbours a sample has that lies away from the border.</summary>
    public int Count => steps.Length;

    /// <summary>The steps (z, y, x) in raster order; the second half mirrors the first.</summary>
    public ReadOnlySpan<(int Z, int Y, int X)> Steps => steps;

    /// <summary>Writes the indices of the neighbours of <paramref name="index"/> that exist, in raster order, and returns their count.</summary>
    public int Of(int index, Span<int> neighbours)
    {
        var row = index / extent.Width;
        var x = index - row * extent.Width;
        var z = row / extent.Height;
        var y = row - z * extent.Height;
        var count = 0;
        if (x > 0 && x < extent.Width - 1 && y > 0 && y < extent.Height - 1 && (extent.IsPlanar || (z > 0 && z < extent.Depth - 1)))
        {
            foreach (var stride in strides)
                neighbours[count++] = index + stride;
            return count;
        }
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            if ((uint)(z + step.Z) < (uint)extent.Depth && (uint)(y + step.Y) < (uint)extent.Height && (uint)(x + step.X) < (uint)extent.Width)
                neighbours[count++] = index + strides[i];
        }
        return count;
    }
}
