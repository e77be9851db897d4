namespace UNetSharp.ModelFiles;

/// <summary>A tensor of a checkpoint, as a range of the file where it is dense, and gathered by its strides where it is not (transposed, expanded, channels-last).</summary>
internal static class PytorchView
{
    // A tensor may repeat elements of its storage (expand), and a lying file might repeat four bytes into terabytes.
    private const long MaximumRepetition = 1 << 24;

    /// <summary>Checks that the view lies within its storage and gives it a name.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="name">The flattened name.</param>
    /// <param name="tensor">The view.</param>
    /// <param name="file">Where the bytes are.</param>
    /// <param name="storages">Where each storage lies.</param>
    /// <exception cref="InvalidDataException">The storage is missing or too short.</exception>
    public static NamedTensor Name(string path, string name, PytorchTensor tensor, FileSnapshot file, Dictionary<string, FileRange> storages)
    {
        var storage = tensor.Storage;
        if (!storages.TryGetValue(storage.Key, out var range))
            throw new InvalidDataException($"{path}: tensor '{name}' lies in the storage '{storage.Key}', which the file does not hold: is it truncated?");

        var size = tensor.Type.Size();
        var available = storage.Count / (storage.Type is null ? size : 1);
        if ((Int128)(storage.Offset + available) * size > range.Length)
            throw new InvalidDataException($"{path}: tensor '{name}' lies in a storage of {storage.Offset + available} elements of {tensor.Type}, of which the file holds {range.Length} bytes: is it truncated?");

        if (!TensorExtents.TryCount(tensor.Shape.AsSpan(), size, out var count) || count > Math.Max(available, MaximumRepetition) || Span(tensor, count) > available - tensor.Offset)
            throw new InvalidDataException($"{path}: tensor '{name}' {TensorExtents.Text(tensor.Shape)} with strides ({string.Join(", ", tensor.Strides)}) from {tensor.Offset} does not fit its storage of {available} elements.");

        var first = range.Offset + ((storage.Offset + tensor.Offset) * size);
        return new NamedTensor(name, tensor.Type, tensor.Shape, IsDense(tensor) || count == 0 ? () => file.OpenAt(first) : () => Gather(tensor, count, file, first));
    }

    /// <summary>How many elements of the storage lie from the tensor's first to its last, both included.</summary>
    private static Int128 Span(PytorchTensor tensor, long count)
    {
        if (count == 0) return 0;
        Int128 span = 1;
        for (var axis = 0; axis < tensor.Shape.Length; axis++) span += (Int128)(tensor.Shape[axis] - 1) * tensor.Strides[axis];
        return span;
    }

    private static bool IsDense(PytorchTensor tensor)
    {
        var expected = 1L;
        for (var axis = tensor.Shape.Length - 1; axis >= 0; axis--)
        {
            if (tensor.Shape[axis] != 1 && tensor.Strides[axis] != expected) return false;
            expected *= tensor.Shape[axis];
        }

        return true;
    }

    private static MemoryStream Gather(PytorchTensor tensor, long count, FileSnapshot file, long first)
    {
        var size = tensor.Type.Size();
        var source = new byte[checked((int)(Span(tensor, count) * size))];
        using (var stream = file.OpenAt(first)) stream.ReadExactly(source);

        // An odometer over the dense result; `from` follows it through the storage.
        var dense = new byte[checked((int)(count * size))];
        var place = new int[tensor.Shape.Length];
        var from = 0L;
        for (var to = 0; to < dense.Length; to += size)
        {
            source.AsSpan((int)(from * size), size).CopyTo(dense.AsSpan(to));
            for (var axis = place.Length - 1; axis >= 0; axis--)
            {
                from += tensor.Strides[axis];
                if (++place[axis] < tensor.Shape[axis]) break;
                from -= tensor.Strides[axis] * tensor.Shape[axis];
                place[axis] = 0;
            }
        }

        return new MemoryStream(dense, writable: false);
    }
}
