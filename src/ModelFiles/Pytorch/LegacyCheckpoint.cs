using System.Buffers.Binary;
using System.Numerics;

namespace UNetSharp.ModelFiles;

/// <summary>The form of <c>torch.save</c> before PyTorch 1.6 (and of <c>_use_new_zipfile_serialization=False</c> since).</summary>
/// <remarks>
/// Defined by <c>_legacy_save</c> in https://github.com/pytorch/pytorch/blob/main/torch/serialization.py. One after another: a pickled magic number, a pickled
/// version, a pickled description of the machine, the pickled object, the pickled list of the keys of its storages, and for each of
/// these keys the number of elements in 8 bytes and the elements.
/// </remarks>
internal static class LegacyCheckpoint
{
    private const long Version = 1001;

    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The object, and where its storages lie.</summary>
    /// <exception cref="InvalidDataException">The file is no such checkpoint, is damaged or truncated.</exception>
    public static (PytorchFlattening Contents, Dictionary<string, FileRange> Storages) Read(string path, FileSnapshot file)
    {
        using var stream = new BufferedStream(file.OpenAt(0), 1 << 16);
        if (new PickleReader(stream, path).Read() is not BigInteger magic || magic != Magic)
            throw new InvalidDataException($"{path}: is a pickle, but not of torch.save: its magic number is missing.");
        if (new PickleReader(stream, path).Read() is not Version)
            throw new InvalidDataException($"{path}: is of another version of torch.save than {Version}.");
        if (new PickleReader(stream, path).Read() is not PickleDictionary machine || machine["little_endian"] is not true)
            throw new InvalidDataException($"{path}: was not written by a little-endian machine: save it again on one.");

        var contents = new PytorchFlattening(path);
        var pickle = new PickleReader(stream, path);
        contents.Add(pickle.Read());
        if (new PickleReader(stream, path).Read() is not PickleList keys)
            throw new InvalidDataException($"{path}: the list of its storages is missing.");
        return (contents, FindStorages(path, stream, pickle.Storages, keys));
    }

    private static Dictionary<string, FileRange> FindStorages(string path, Stream stream, IReadOnlyList<PytorchStorage> storages, PickleList keys)
    {
        // The bytes of an element follow from the class of the storage.
        var sizes = new Dictionary<string, int>();
        foreach (var storage in storages) sizes[storage.Key] = storage.Type?.Size() ?? 1;

        var ranges = new Dictionary<string, FileRange>();
        Span<byte> prefix = stackalloc byte[8];
        foreach (var key in keys)
        {
            if (key is not string name || !sizes.TryGetValue(name, out var size))
                throw new InvalidDataException($"{path}: lists a storage '{key}' that no tensor uses: is the file damaged?");
            if (stream.Length - stream.Position < 8)
                throw new InvalidDataException($"{path}: ends before the storage '{name}': is it truncated?");
            stream.ReadExactly(prefix);
            var count = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            if (count < 0 || (Int128)count * size > stream.Length - stream.Position)
                throw new InvalidDataException($"{path}: the storage '{name}' should hold {count} elements of {size} bytes, the file holds {stream.Length - stream.Position} bytes more: is it truncated?");
            ranges[name] = new FileRange(stream.Position, count * size);
            stream.Position += count * size;
        }

        return ranges;
    }
}
