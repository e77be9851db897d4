namespace UNetSharp.ModelFiles;

/// <summary>Where a chunk's elements stand among those of its dataset. A chunk reaches beyond the border where the dataset's extents are no multiples of its own.</summary>
/// <param name="shape">Extents of the dataset.</param>
/// <param name="chunk">Extents of a chunk.</param>
/// <param name="size">Bytes of an element.</param>
internal sealed class Hdf5ChunkPlace(int[] shape, int[] chunk, int size)
{
    /// <summary>Whether the chunk that begins here reaches beyond the border.</summary>
    public bool IsCut(int[] start) => Enumerable.Range(0, shape.Length).Any(axis => (long)start[axis] + chunk[axis] > shape[axis]);

    /// <summary>Copies a chunk to its place, run by run along the last axis.</summary>
    /// <param name="bytes">The chunk.</param>
    /// <param name="start">Its first element, on each axis.</param>
    /// <param name="values">The dataset.</param>
    public void Copy(byte[] bytes, int[] start, byte[] values)
    {
        var last = shape.Length - 1;
        if (last < 0)
        {
            bytes.CopyTo(values, 0);
            return;
        }

        var run = Math.Min(chunk[last], shape[last] - start[last]);
        if (run <= 0) return;
        var row = new int[shape.Length];
        for (var from = 0; from < bytes.Length; from += chunk[last] * size)
        {
            var (to, isInside) = (0L, true);
            for (var axis = 0; axis <= last; axis++)
            {
                var at = (long)start[axis] + row[axis];
                isInside &= at < shape[axis];
                to = (to * shape[axis]) + at;
            }

            if (isInside) bytes.AsSpan(from, run * size).CopyTo(values.AsSpan((int)(to * size)));
            for (var axis = last - 1; axis >= 0 && ++row[axis] == chunk[axis]; axis--) row[axis] = 0;
        }
    }
}
