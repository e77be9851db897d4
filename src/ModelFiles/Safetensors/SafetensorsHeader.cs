using System.Collections.Immutable;
using System.Text.Json;

namespace UNetSharp.ModelFiles;

/// <summary>The JSON table at the head of a safetensors file, to and from tensors.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The one key that is no tensor.</summary>
    public const string MetadataKey = "__metadata__";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private sealed record Entry(string Name, ElementType Type, ImmutableArray<int> Shape, long Begin, long End);

    /// <summary>Reads the table and checks that the tensors tile the rest of the file.</summary>
    public static TensorSet Parse(string path, byte[] header, FileSnapshot file)
    {
        var dataStart = 8 + (long)header.Length;
        try
        {
            using var document = JsonDocument.Parse(header, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"{path}: the header is a JSON {document.RootElement.ValueKind}, expected an object of tensors.");

            var metadata = new Dictionary<string, string>();
            var entries = new List<Entry>();
            foreach (var property in document.RootElement.EnumerateObject())
                if (property.NameEquals(MetadataKey))
                    ReadMetadata(path, property.Value, metadata);
                else
                    entries.Add(ReadEntry(path, property));

            CheckTiling(path, entries, file.Length - dataStart);
            return new TensorSet(path, entries.Select(entry => new NamedTensor(entry.Name, entry.Type, entry.Shape, () => file.OpenAt(dataStart + entry.Begin))), metadata);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not UTF-8, or half a surrogate pair.
            throw new InvalidDataException($"{path}: the header of {header.Length} bytes is not the JSON of a safetensors file: {wrong.Message}", wrong);
        }
    }

    /// <summary>Writes the table in the set's order, with offsets in the order of the file, padded with spaces to a multiple of 8 bytes.</summary>
    public static byte[] Format(TensorSet set, IEnumerable<NamedTensor> inFileOrder)
    {
        var begins = new Dictionary<string, long>();
        var end = 0L;
        foreach (var tensor in inFileOrder)
        {
            begins[tensor.Name] = end;
            end += tensor.ByteCount;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (set.Metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, text) in set.Metadata) json.WriteString(key, text);
                json.WriteEndObject();
            }

            foreach (var tensor in set.Tensors) WriteEntry(json, tensor, begins[tensor.Name]);
            json.WriteEndObject();
        }

        // "The header data MAY be trailing padded with whitespace (0x20)": the tensors then begin at a multiple of 8.
        while (stream.Length % 8 != 0) stream.WriteByte((byte)' ');
        return stream.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, NamedTensor tensor, long begin)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", DtypeOf(tensor.Type));
        json.WriteStartArray("shape");
        foreach (var extent in tensor.Shape) json.WriteNumberValue(extent);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + tensor.ByteCount);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void ReadMetadata(string path, JsonElement value, Dictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{path}: '{MetadataKey}' is a JSON {value.ValueKind}, expected an object of texts.");
        foreach (var pair in value.EnumerateObject())
            metadata.Add(pair.Name, pair.Value.ValueKind == JsonValueKind.String
                ? pair.Value.GetString()!
                : throw new InvalidDataException($"{path}: '{MetadataKey}' holds {pair.Value.ValueKind} at '{pair.Name}', expected a text."));
    }

    private static Entry ReadEntry(string path, JsonProperty property)
    {
        var name = property.Name;
        if (property.Value.ValueKind != JsonValueKind.Object
            || !property.Value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !property.Value.TryGetProperty("shape", out var extents) || extents.ValueKind != JsonValueKind.Array
            || !property.Value.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2)
            throw new InvalidDataException($"{path}: tensor '{name}' needs a \"dtype\", a \"shape\" and two \"data_offsets\".");

        var type = TypeOf(dtype.GetString()!)
            ?? throw new InvalidDataException($"{path}: tensor '{name}' has the type '{dtype.GetString()}'; known are {string.Join(", ", Dtypes.Select(pair => pair.Dtype))}.");
        if (extents.GetArrayLength() > TensorExtents.MaximumRank)
            throw new InvalidDataException($"{path}: tensor '{name}' has {extents.GetArrayLength()} axes, at most {TensorExtents.MaximumRank} make sense.");
        ImmutableArray<int> shape = [.. extents.EnumerateArray().Select(extent =>
            extent.ValueKind == JsonValueKind.Number && extent.TryGetInt32(out var number) && number >= 0
                ? number
                : throw new InvalidDataException($"{path}: tensor '{name}' has the extent {extent.GetRawText()}, expected 0 to {int.MaxValue}."))];

        var begin = Offset(path, name, offsets[0]);
        var end = Offset(path, name, offsets[1]);
        if (!TensorExtents.TryCount(shape.AsSpan(), type.Size(), out var count) || end - begin != count * type.Size())
            throw new InvalidDataException($"{path}: tensor '{name}' of {type} {TensorExtents.Text(shape)} does not fit its bytes {begin} to {end}.");
        return new Entry(name, type, shape, begin, end);
    }

    private static long Offset(string path, string name, JsonElement offset) =>
        offset.ValueKind == JsonValueKind.Number && offset.TryGetInt64(out var number) && number >= 0
            ? number
            : throw new InvalidDataException($"{path}: tensor '{name}' has the offset {offset.GetRawText()}, expected a whole number from 0.");

    /// <summary>"The byte buffer needs to be entirely indexed, and cannot contain holes": which also rules out overlaps and offsets past the end.</summary>
    private static void CheckTiling(string path, List<Entry> entries, long available)
    {
        var expected = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != expected)
                throw new InvalidDataException($"{path}: tensor '{entry.Name}' begins at {entry.Begin}, but the one before it ends at {expected}: tensors overlap or leave a hole.");
            expected = entry.End;
        }

        if (expected > available)
            throw new InvalidDataException($"{path}: the header promises {expected} bytes of tensors, the file holds {available}: is it truncated?");
        if (expected < available)
            throw new InvalidDataException($"{path}: the header describes {expected} bytes of tensors, the file holds {available}: is something appended to it?");
    }

    private static readonly ImmutableArray<(ElementType Type, string Dtype)> Dtypes =
    [
        (ElementType.Float64, "F64"), (ElementType.Float32, "F32"), (ElementType.Float16, "F16"), (ElementType.BFloat16, "BF16"),
        (ElementType.Int64, "I64"), (ElementType.Int32, "I32"), (ElementType.Int16, "I16"), (ElementType.Int8, "I8"),
        (ElementType.UInt64, "U64"), (ElementType.UInt32, "U32"), (ElementType.UInt16, "U16"), (ElementType.UInt8, "U8"), (ElementType.Bool, "BOOL"),
    ];

    private static string DtypeOf(ElementType type) => Dtypes.First(pair => pair.Type == type).Dtype;

    private static ElementType? TypeOf(string dtype)
    {
        foreach (var pair in Dtypes)
            if (pair.Dtype == dtype)
                return pair.Type;
        return null;
    }
}
