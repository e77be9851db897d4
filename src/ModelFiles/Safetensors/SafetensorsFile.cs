using System.Buffers.Binary;

namespace UNetSharp.ModelFiles;

/// <summary>The safetensors format: a JSON table of names, types, shapes and offsets, then the bytes of all tensors, without holes.</summary>
/// <remarks>
/// Specification: https://huggingface.co/docs/safetensors and https://github.com/huggingface/safetensors#format.
/// <code>
/// 8 bytes   N, the length of the header, unsigned little-endian
/// N bytes   {"__metadata__": {"key": "text"}, "name": {"dtype": "F32", "shape": [3, 5], "data_offsets": [0, 60]}, …} and spaces
/// the rest  the tensors' bytes; offsets count from here
/// </code>
/// Read: F64, F32, F16, BF16, I64 to I8, U64 to U8, BOOL. Written: any of them, as given.
/// </remarks>
public static class SafetensorsFile
{
    /// <summary>"There's a limit on the size of the header of 100MB to prevent parsing extremely large JSON" (section "Notes").</summary>
    internal const long MaximumHeader = 100_000_000;

    /// <summary>Reads the table of contents; values are read from the file when asked for.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is not safetensors, is truncated, or its offsets overlap, leave holes or point outside.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TensorSet Read(string path)
    {
        var file = new FileSnapshot(path);
        using var stream = file.OpenAt(0);
        if (file.Length < 8)
            throw new InvalidDataException($"{path}: a safetensors file begins with 8 bytes of header length, the file holds {file.Length}.");

        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumHeader)
            throw new InvalidDataException($"{path}: the header claims {length} bytes, the format allows {MaximumHeader}: is this a safetensors file?");
        if ((long)length > file.Length - 8)
            throw new InvalidDataException($"{path}: the header claims {length} bytes, the file holds {file.Length - 8} after its length: is it truncated?");

        var header = new byte[length];
        stream.ReadExactly(header);
        return SafetensorsHeader.Parse(path, header, file);
    }

    /// <summary>Writes tensors and texts. The file appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensors">The tensors, with different names; the table keeps their order.</param>
    /// <param name="metadata">Texts for <c>__metadata__</c>; none when left out.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or one is named <c>__metadata__</c>.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var set = new TensorSet(path, tensors, metadata);
        if (set.Contains(SafetensorsHeader.MetadataKey))
            throw new ArgumentException($"{path}: a tensor cannot be named '{SafetensorsHeader.MetadataKey}', the format keeps that name for its texts.", nameof(tensors));

        // Widest elements first: with no holes allowed, that alone keeps every tensor aligned to its own element size.
        NamedTensor[] inFileOrder = [.. set.Tensors.OrderByDescending(tensor => tensor.Type.Size())];
        var header = SafetensorsHeader.Format(set, inFileOrder);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
            stream.Write(prefix);
            stream.Write(header);
            foreach (var tensor in inFileOrder) tensor.CopyTo(stream);
        });
    }
}
