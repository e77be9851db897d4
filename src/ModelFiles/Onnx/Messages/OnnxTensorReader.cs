using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;

namespace UNetSharp.ModelFiles;

/// <summary>TensorProto: a tensor whose values stay in the file until they are asked for, wherever they lie in one run of it.</summary>
/// <param name="path">The model's file: tensors outside it lie in the same folder.</param>
/// <param name="open">A stream that stands at a byte of the file.</param>
internal sealed class OnnxTensorReader(string path, Func<long, Stream> open)
{
    // Numbers written one by one, each in a variable length: only shapes and their like are.
    private const int MostSpelt = 1 << 24;

    // TensorProto.DataType
    private static readonly ImmutableArray<(long Code, ElementType Type)> Types =
    [
        (1, ElementType.Float32), (2, ElementType.UInt8), (3, ElementType.Int8), (4, ElementType.UInt16), (5, ElementType.Int16), (6, ElementType.Int32), (7, ElementType.Int64),
        (9, ElementType.Bool), (10, ElementType.Float16), (11, ElementType.Float64), (12, ElementType.UInt32), (13, ElementType.UInt64), (16, ElementType.BFloat16),
    ];

    /// <summary>The element type of a code of ONNX; null for texts, complex numbers and those of 8 bits and fewer with fractions.</summary>
    public static ElementType? TypeOf(long code)
    {
        foreach (var (known, type) in Types)
            if (known == code)
                return type;
        return null;
    }

    /// <summary>ONNX's code of an element type.</summary>
    public static long CodeOf(ElementType type) => Types.First(row => row.Type == type).Code;

    /// <summary>Reads a tensor.</summary>
    /// <exception cref="InvalidDataException">A type that is not read, or other bytes than the shape asks for.</exception>
    public NamedTensor Read(WireReader reader)
    {
        var (name, code, shape, spelt) = ("", 0L, new List<long>(), new List<long>());
        var (values, external) = ((FileRange?)null, new Dictionary<string, string>());
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: // dims
                    reader.Wholes(shape, TensorExtents.MaximumRank);
                    break;
                case 2: // data_type
                    code = reader.Whole();
                    break;
                case 4 or 9 or 10: // float_data and double_data, packed as ever, lie as raw_data does
                    values = reader.Range();
                    break;
                case 5 or 7 or 11: // int32_data, int64_data, uint64_data
                    reader.Wholes(spelt, MostSpelt);
                    break;
                case 8:
                    name = reader.Text();
                    break;
                case 13: // external_data
                    var (key, value) = reader.Message(OnnxReader.Pair);
                    external[key] = value;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var type = TypeOf(code) ?? throw new InvalidDataException($"{path}: the tensor \"{name}\" is of type {code} of ONNX, which is not read; known are {string.Join(", ", Types.Select(row => $"{row.Code} ({row.Type})"))}.");
        if (shape.Any(extent => extent is < 0 or > int.MaxValue)) throw new InvalidDataException($"{path}: the tensor \"{name}\" has shape [{string.Join(", ", shape)}].");
        ImmutableArray<int> extents = [.. shape.Select(extent => (int)extent)];
        if (!TensorExtents.TryCount(extents.AsSpan(), type.Size(), out var count)) throw new InvalidDataException($"{path}: the tensor \"{name}\" {TensorExtents.Text(extents)} has too many elements.");
        return external.Count > 0 ? External(name, type, extents, count * type.Size(), external)
            : values is { } range ? Stored(name, type, extents, count * type.Size(), range)
            : spelt.Count > 0 || count == 0 ? Spelt(name, type, extents, count, spelt)
            : NamedTensor.Hollow(name, type, extents);
    }

    private NamedTensor Stored(string name, ElementType type, ImmutableArray<int> shape, long bytes, FileRange range) =>
        range.Length == bytes ? new NamedTensor(name, type, shape, () => open(range.Offset))
        : throw new InvalidDataException($"{path}: the tensor \"{name}\" {TensorExtents.Text(shape)} of {type} needs {bytes} bytes, the file holds {range.Length}.");

    private NamedTensor Spelt(string name, ElementType type, ImmutableArray<int> shape, long count, List<long> numbers)
    {
        if (numbers.Count != count || type is ElementType.Float32 or ElementType.Float64)
            throw new InvalidDataException($"{path}: the tensor \"{name}\" {TensorExtents.Text(shape)} of {type} needs {count} numbers, the file spells {numbers.Count} out.");
        var (size, bytes, wide) = (type.Size(), new byte[count * type.Size()], new byte[8]);
        for (var at = 0; at < numbers.Count; at++)
        {
            // "float16 values must be bit-wise converted to an uint16_t": narrow types are the low bytes of their number.
            BinaryPrimitives.WriteInt64LittleEndian(wide, numbers[at]);
            wide.AsSpan(0, size).CopyTo(bytes.AsSpan(at * size));
        }

        return NamedTensor.CreateEncoded(name, type, shape.AsSpan(), bytes);
    }

    // "location: POSIX filesystem path relative to the directory where the ONNX protobuf model was stored": a name in that folder, and nothing that leads out of it.
    private NamedTensor External(string name, ElementType type, ImmutableArray<int> shape, long bytes, Dictionary<string, string> entry)
    {
        var location = entry.GetValueOrDefault("location", "");
        if (location.Length == 0 || location != Path.GetFileName(location) || location is "." or "..")
            throw new InvalidDataException($"{path}: the tensor \"{name}\" lies in \"{location}\", which is no file beside the model.");
        var file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, location);
        if (!File.Exists(file)) throw new InvalidDataException($"{path}: the tensor \"{name}\" lies in {file}, which is missing: keep the files of a model together.");
        var (snapshot, offset) = (new FileSnapshot(file), Number("offset", 0));
        if (offset < 0 || Number("length", bytes) != bytes || bytes > snapshot.Length - offset)
            throw new InvalidDataException($"{path}: the tensor \"{name}\" {TensorExtents.Text(shape)} of {type} needs {bytes} bytes from {offset} of {file}, which holds {snapshot.Length}.");
        return new NamedTensor(name, type, shape, () => snapshot.OpenAt(offset));

        long Number(string key, long otherwise) => !entry.TryGetValue(key, out var text) ? otherwise
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new InvalidDataException($"{path}: the tensor \"{name}\" has the {key} \"{text}\".");
    }
}
