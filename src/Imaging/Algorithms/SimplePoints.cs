using System.Numerics;

namespace UNetSharp.Imaging;

/// <summary>Tells simple points: samples of a mask that can be flipped without changing its topology.</summary>
/// <remarks>
/// Flipping a simple point neither joins nor splits objects, neither opens nor closes holes, and in a volume bores no tunnel. A point is simple
/// if around it, itself left out, the objects' samples form exactly one component next to it and so do the background's, where
/// objects and background join by opposite connectivities: G. Bertrand and G. Malandain, A new characterization of three-dimensional simple
/// points, Pattern Recognition Letters 15, 1994. Beyond the border lies background.
/// </remarks>
public sealed class SimplePoints
{
    private readonly Extent extent;
    private readonly Neighbourhood around;
    private readonly bool objectsByFaces;
    // Bit i of these stands for step i of the full neighbourhood.
    private readonly uint faces;
    private readonly uint edges;
    private readonly uint[] joinedByFaces;
    private readonly uint[] joinedByCorners;
    private readonly bool[]? planarAnswers;

    /// <summary>Prepares the test for masks of an extent.</summary>
    /// <param name="extent">The extent of the masks.</param>
    /// <param name="objects">How objects join: by faces (then the background joins by corners), or by corners (then the background joins by faces).</param>
    /// <exception cref="ArgumentException">Objects of a volume are to join by edges: that has no such partner here.</exception>
    public SimplePoints(Extent extent, Connectivity objects)
    {
        if (objects == Connectivity.Edges && !extent.IsPlanar)
            throw new ArgumentException("SimplePoints: objects of a volume join by Faces (6) or by Corners (26), not by Edges (18).", nameof(objects));
        this.extent = extent;
        objectsByFaces = objects == Connectivity.Faces;
        around = new Neighbourhood(extent, Connectivity.Corners);
        var steps = around.Steps;
        joinedByFaces = new uint[steps.Length];
        joinedByCorners = new uint[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var axes = Math.Abs(steps[i].Z) + Math.Abs(steps[i].Y) + Math.Abs(steps[i].X);
            faces |= axes == 1 ? 1u << i : 0;
            edges |= axes <= 2 ? 1u << i : 0;
            for (var j = 0; j < steps.Length; j++)
            {
                var (dz, dy, dx) = (Math.Abs(steps[i].Z - steps[j].Z), Math.Abs(steps[i].Y - steps[j].Y), Math.Abs(steps[i].X - steps[j].X));
                joinedByFaces[i] |= dz + dy + dx == 1 ? 1u << j : 0;
                joinedByCorners[i] |= Math.Max(dz, Math.Max(dy, dx)) == 1 ? 1u << j : 0;
            }
        }
        if (extent.IsPlanar)
            planarAnswers = [.. Enumerable.Range(0, 256).Select(set => Decide((uint)set))];
    }

    /// <summary>Whether flipping sample <paramref name="index"/> of the mask keeps the topology.</summary>
    /// <exception cref="ArgumentException">The mask does not fill the extent.</exception>
    public bool IsSimple(ReadOnlySpan<bool> mask, int index)
    {
        extent.RequireLength(mask.Length, "SimplePoints: the mask");
        var set = SetAround(mask, index);
        return planarAnswers is { } answers ? answers[set] : Decide(set);
    }

    /// <summary>How many neighbours of the sample, by corners, are set.</summary>
    internal int CountAround(ReadOnlySpan<bool> mask, int index) => BitOperations.PopCount(SetAround(mask, index));

    private uint SetAround(ReadOnlySpan<bool> mask, int index)
    {
        var row = index / extent.Width;
        var (x, z) = (index - row * extent.Width, row / extent.Height);
        var y = row - z * extent.Height;
        var steps = around.Steps;
        var set = 0u;
        for (var i = 0; i < steps.Length; i++)
        {
            var (nz, ny, nx) = (z + steps[i].Z, y + steps[i].Y, x + steps[i].X);
            var inside = (uint)nz < (uint)extent.Depth && (uint)ny < (uint)extent.Height && (uint)nx < (uint)extent.Width;
            set |= inside && mask[extent.IndexOf(nz, ny, nx)] ? 1u << i : 0;
        }
        return set;
    }

    private bool Decide(uint set)
    {
        var unset = ~set & (uint)((1ul << around.Count) - 1);
        return objectsByFaces
            ? ComponentsByFaces(set) == 1 && ComponentsByCorners(unset) == 1
            : ComponentsByCorners(set) == 1 && ComponentsByFaces(unset) == 1;
    }

    // All samples around touch the point by a corner at least, so every component counts.
    private int ComponentsByCorners(uint samples)
    {
        var count = 0;
        for (; samples != 0; count++)
            samples &= ~Flood(samples & (0u - samples), samples, joinedByCorners);
        return count;
    }

    // Only components that share a face with the point count, and paths may not lead through the corners of the cube (in the plane the
    // "edges" are the square's corners, and there they may).
    private int ComponentsByFaces(uint samples)
    {
        samples &= edges;
        var count = 0;
        for (; (samples & faces) != 0; count++)
        {
            var seed = samples & faces;
            samples &= ~Flood(seed & (0u - seed), samples, joinedByFaces);
        }
        return count;
    }

    private static uint Flood(uint seed, uint samples, uint[] joined)
    {
        var (flooded, fresh) = (seed, seed);
        while (fresh != 0)
        {
            var i = BitOperations.TrailingZeroCount(fresh);
            fresh &= fresh - 1;
            var found = joined[i] & samples & ~flooded;
            flooded |= found;
            fresh |= found;
        }
        return flooded;
    }
}
