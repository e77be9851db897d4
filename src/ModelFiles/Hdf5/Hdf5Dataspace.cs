using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

/// <summary>The extents of a dataset or an attribute: section IV.A.2.b of the specification.</summary>
internal static class Hdf5Dataspace
{
    private const int Null = 2;

    /// <summary>Reads the message: no extents for a single value, one of 0 for none at all.</summary>
    public static ImmutableArray<int> Read(Hdf5Bytes message)
    {
        var (version, rank, _) = (message.Byte(), message.Byte(), message.Byte());
        if (version is not (1 or 2)) throw message.Wrong($"extents of version {version}, 1 and 2 are read");
        var kind = message.Byte();
        if (version == 1) message.Skip(4);
        if (version == 2 && kind == Null) return [0];
        if (rank > TensorExtents.MaximumRank) throw message.Wrong($"a dataset of {rank} axes");
        long[] extents = [.. Enumerable.Range(0, rank).Select(_ => message.Length())];
        if (extents.Any(extent => extent is < 0 or > int.MaxValue)) throw message.Wrong($"extents [{string.Join(", ", extents)}]");
        ImmutableArray<int> shape = [.. extents.Select(extent => (int)extent)];
        return TensorExtents.TryCount(shape.AsSpan(), sizeof(double), out _) ? shape : throw message.Wrong($"extents {TensorExtents.Text(shape)}");
    }
}
