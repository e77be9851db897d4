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

    /// <summary>How far apart in memory neighbours along each axis lie.</summary>
    public static int[] Steps(Shape shape)
    {
        var (steps, step) = (new int[shape.Rank], 1);
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            (steps[axis], step) = (step, step * shape[axis]);
        }

        return steps;
    }

    /// <summary>Where start + Σ index·step lies, for each index of a shape in turn, last axis fastest.</summary>
    public static int[] Places(Shape shape, ReadOnlySpan<int> steps, int start = 0)
    {
        int[] places = [start];
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            var (coarse, extent, step) = (places, shape[axis], steps[axis]);
            places = new int[coarse.Length * extent];
            for (var at = 0; at < places.Length; at++) places[at] = coarse[at / extent] + (at % extent * step);
        }

        return places;
    }
}
