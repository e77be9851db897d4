namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Walks through arrays of any rank.</summary>
public static class Indices
{
    /// <summary>All indices of a shape, last axis fastest. The array is the same one each time.</summary>
    public static IEnumerable<int[]> Of(Shape shape)
    {
        var index = new int[shape.Rank];
        for (var at = 0L; at < shape.Elements; at++)
        {
            yield return index;
            for (var axis = shape.Rank - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
            {
                index[axis] = 0;
            }
        }
    }

    /// <summary>Where an index lies in row-major memory.</summary>
    public static int At(Shape shape, params ReadOnlySpan<int> index)
    {
        var at = 0;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            at = (at * shape[axis]) + index[axis];
        }

        return at;
    }
}
