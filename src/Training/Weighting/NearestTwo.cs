using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>The distances of every pixel to the nearest object and to the second nearest, centre to centre; 0 inside an object, +∞ beyond reach.</summary>
/// <remarks>
/// Each object sends its exact distance transform over its own bounding box, grown by the reach, and every pixel keeps the two least. The cost
/// is the area of the boxes, not objects times image; and a distance within reach is exact, since an object's nearest pixel lies in its own box.
/// </remarks>
internal sealed class NearestTwo
{
    private NearestTwo(Extent extent)
    {
        (First, Second) = (new float[extent.Count], new float[extent.Count]);
        Array.Fill(First, float.PositiveInfinity);
        Array.Fill(Second, float.PositiveInfinity);
    }

    /// <summary>d1: the distance to the nearest object.</summary>
    public float[] First { get; }

    /// <summary>d2: the distance to the second nearest.</summary>
    public float[] Second { get; }

    /// <summary>Measures the distances to the objects of a map.</summary>
    /// <param name="objects">0 is background, each other number one object.</param>
    /// <param name="extent">The map's extent.</param>
    /// <param name="spacing">The distance of neighbours along each axis, in the unit of the reach.</param>
    /// <param name="reach">How far is looked.</param>
    public static NearestTwo Measure(ReadOnlySpan<int> objects, Extent extent, PerAxis spacing, double reach)
    {
        var distances = new NearestTwo(extent);
        foreach (var (number, box) in ObjectBox.Around(objects, extent)) distances.Send(objects, number, extent, box.Grown(extent, spacing, reach), spacing);
        return distances;
    }

    private void Send(ReadOnlySpan<int> objects, int number, Extent extent, ObjectBox box, PerAxis spacing)
    {
        var away = new bool[box.Size.Count];
        for (var row = 0; row < box.Rows; row++)
        {
            var numbers = objects.Slice(box.RowStart(extent, row), box.Size.Width);
            var line = away.AsSpan(row * box.Size.Width, numbers.Length);
            for (var x = 0; x < line.Length; x++) line[x] = numbers[x] != number;
        }

        var distance = DistanceTransform.Euclidean(away, box.Size, spacing);
        for (var row = 0; row < box.Rows; row++)
        {
            var start = box.RowStart(extent, row);
            for (var x = 0; x < box.Size.Width; x++) Keep(start + x, distance[(row * box.Size.Width) + x]);
        }
    }

    private void Keep(int place, float distance)
    {
        if (distance < First[place]) (First[place], Second[place]) = (distance, First[place]);
        else if (distance < Second[place]) Second[place] = distance;
    }
}
