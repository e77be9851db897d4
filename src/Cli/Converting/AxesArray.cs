namespace UNetSharp.Cli;

/// <summary>An array whose axes have letters, as descriptions of the BioImage Model Zoo name them: b batch, c channel, t time, i index, z, y, x.</summary>
/// <param name="Axes">A letter for each axis.</param>
/// <param name="Values">The samples, the last axis contiguous; they are changed in place.</param>
/// <param name="Shape">The extents.</param>
internal sealed record AxesArray(string Axes, float[] Values, IReadOnlyList<int> Shape)
{
    /// <summary>Changes samples together that differ along some axes only: of "bcyx" along "yx", each channel of each image by itself.</summary>
    /// <param name="jointly">The letters of the axes.</param>
    /// <param name="change">Is given one part after the other.</param>
    public void EachPart(string jointly, Action<float[]> change)
    {
        var within = Offsets(axis => jointly.Contains(axis, StringComparison.Ordinal));
        var part = new float[within.Length];
        foreach (var first in Offsets(axis => !jointly.Contains(axis, StringComparison.Ordinal)))
        {
            for (var at = 0; at < part.Length; at++) part[at] = Values[first + within[at]];
            change(part);
            for (var at = 0; at < part.Length; at++) Values[first + within[at]] = part[at];
        }
    }

    /// <summary>Changes each sample by itself.</summary>
    /// <param name="axis">An axis.</param>
    /// <param name="function">Is given the sample and its place along the axis; 0 if there is no such axis.</param>
    public void Each(char axis, Func<double, int, double> function)
    {
        var found = Axes.IndexOf(axis, StringComparison.Ordinal);
        var (stride, extent) = found < 0 ? (1, 1) : (Stride(found), Shape[found]);
        for (var at = 0; at < Values.Length; at++) Values[at] = (float)function(Values[at], at / stride % extent);
    }

    private int[] Offsets(Func<char, bool> along)
    {
        int[] offsets = [0];
        for (var axis = 0; axis < Shape.Count; axis++)
        {
            if (!along(Axes[axis])) continue;
            var (stride, extent) = (Stride(axis), Shape[axis]);
            offsets = [.. offsets.SelectMany(offset => Enumerable.Range(0, extent).Select(place => offset + (place * stride)))];
        }

        return offsets;
    }

    private int Stride(int axis) => Shape.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent);
}
