using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

/// <summary>The messages of ONNX that describe a network, read from the wire format.</summary>
/// <remarks>Specification: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; the number of each field stands in the switch that reads it.</remarks>
/// <param name="path">For messages.</param>
/// <param name="open">A stream that stands at a byte of the file.</param>
internal sealed class OnnxReader(string path, Func<long, Stream> open)
{
    // More than any network has; a file of empty messages would otherwise become a hundred times as much memory.
    private const int MostNodes = 100_000, MostTensors = 100_000, MostNumbers = 1 << 20, MostNames = 1 << 16;

    private readonly OnnxTensorReader tensors = new(path, open);
    private readonly List<OnnxNode> nodes = [];
    private readonly List<NamedTensor> initialisers = [];
    private readonly List<OnnxPort> inputs = [], outputs = [];
    private readonly Dictionary<string, string> metadata = [];
    private string producer = "";
    private long opset;
    private bool hasGraph;

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">Not ONNX, damaged or truncated.</exception>
    public OnnxGraph Read()
    {
        using var stream = new BufferedStream(open(0), 1 << 16);
        var reader = new WireReader(stream, path);
        while (reader.Next(out var field)) ReadModel(reader, field);
        if (!hasGraph || opset == 0) throw new InvalidDataException($"{path}: holds no {(hasGraph ? "version of operations (opset)" : "graph")}: is this an ONNX model, and whole?");
        if (initialisers.DistinctBy(tensor => tensor.Name).Count() != initialisers.Count) throw new InvalidDataException($"{path}: two initialisers have one name.");

        // Before the fourth version of the format initialisers were listed among the inputs, as their defaults.
        var known = initialisers.Select(tensor => tensor.Name).ToHashSet();
        return new OnnxGraph(opset, [.. nodes], new TensorSet(path, initialisers, metadata), [.. inputs.Where(input => !known.Contains(input.Name))], [.. outputs]) { Producer = producer };
    }

    // ModelProto
    private void ReadModel(WireReader reader, int field)
    {
        switch (field)
        {
            case 2: // producer_name
                producer = reader.Text();
                break;
            case 7: // graph
                hasGraph = reader.Message(graph =>
                {
                    while (graph.Next(out var part)) ReadGraph(graph, part);
                    return true;
                });
                break;
            case 8: // opset_import: OperatorSetIdProto
                var (domain, version) = reader.Message(set =>
                {
                    var (name, number) = ("", 0L);
                    while (set.Next(out var part))
                    {
                        if (part == 1) name = set.Text();
                        else if (part == 2) number = set.Whole();
                        else set.Skip();
                    }

                    return (name, number);
                });
                opset = domain is "" or "ai.onnx" ? version : opset;
                break;
            case 14: // metadata_props
                var (key, text) = reader.Message(Pair);
                metadata[key] = text;
                break;
            default:
                reader.Skip();
                break;
        }
    }

    // GraphProto
    private void ReadGraph(WireReader reader, int field)
    {
        switch (field)
        {
            case 1: // node
                Add(nodes, reader.Message(ReadNode), MostNodes, reader);
                break;
            case 5: // initializer
                Add(initialisers, reader.Message(tensors.Read), MostTensors, reader);
                break;
            case 11: // input
                Add(inputs, reader.Message(ReadPort), MostTensors, reader);
                break;
            case 12: // output
                Add(outputs, reader.Message(ReadPort), MostTensors, reader);
                break;
            case 15: // sparse_initializer
                throw reader.Wrong("a sparse initialiser, which is not read,");
            default:
                reader.Skip();
                break;
        }
    }

    // NodeProto
    private OnnxNode ReadNode(WireReader reader)
    {
        var (read, made, attributes) = (new List<string>(), new List<string>(), ImmutableSortedDictionary.CreateBuilder<string, object>(StringComparer.Ordinal));
        var (name, operation, domain) = ("", "", "");
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    Add(read, reader.Text(), MostNames, reader);
                    break;
                case 2:
                    Add(made, reader.Text(), MostNames, reader);
                    break;
                case 3:
                    name = reader.Text();
                    break;
                case 4:
                    operation = reader.Text();
                    break;
                case 5:
                    var (attribute, value) = reader.Message(ReadAttribute);
                    if (value is not null) attributes[attribute] = value;
                    break;
                case 7:
                    domain = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new OnnxNode(operation, [.. read], [.. made]) { Name = name, Domain = domain == "ai.onnx" ? "" : domain, Attributes = attributes.ToImmutable() };
    }

    // AttributeProto; graphs, sparse tensors and types have no value here, and what would need them is refused by its operation's name.
    private (string Name, object? Value) ReadAttribute(WireReader reader)
    {
        var (name, value) = ("", (object?)null);
        var (floats, wholes) = ((List<float>?)null, (List<long>?)null);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    name = reader.Text();
                    break;
                case 2:
                    value = reader.Single();
                    break;
                case 3:
                    value = reader.Whole();
                    break;
                case 4:
                    value = reader.Text();
                    break;
                case 5:
                    value = reader.Message(tensors.Read);
                    break;
                case 7:
                    reader.Singles(floats ??= [], MostNumbers);
                    break;
                case 8:
                    reader.Wholes(wholes ??= [], MostNumbers);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (name, floats?.ToArray() ?? wholes?.ToArray() ?? value);
    }

    // ValueInfoProto → TypeProto → Tensor → TensorShapeProto → Dimension
    private static OnnxPort ReadPort(WireReader reader)
    {
        var (name, extents) = ("", new List<OnnxExtent>());
        while (reader.Next(out var field))
        {
            if (field == 1) name = reader.Text();
            else if (field == 2) reader.Message(type => Within(type, 1, tensor => Within(tensor, 2, shape => Within(shape, 1, axis => Add(extents, ReadExtent(axis), TensorExtents.MaximumRank, axis)))));
            else reader.Skip();
        }

        return new OnnxPort(name, [.. extents]);
    }

    private static OnnxExtent ReadExtent(WireReader reader)
    {
        var (number, word) = (0L, "");
        while (reader.Next(out var field))
        {
            if (field == 1) number = reader.Whole();
            else if (field == 2) word = reader.Text();
            else reader.Skip();
        }

        return number is > 0 and <= int.MaxValue ? new OnnxExtent((int)number) : new OnnxExtent(null, word);
    }

    /// <summary>StringStringEntryProto.</summary>
    internal static (string Key, string Value) Pair(WireReader reader)
    {
        var (key, value) = ("", "");
        while (reader.Next(out var field))
        {
            if (field == 1) key = reader.Text();
            else if (field == 2) value = reader.Text();
            else reader.Skip();
        }

        return (key, value);
    }

    private static bool Within(WireReader reader, int wanted, Action<WireReader> read)
    {
        while (reader.Next(out var field))
        {
            if (field != wanted)
            {
                reader.Skip();
                continue;
            }

            reader.Message(message =>
            {
                read(message);
                return true;
            });
        }

        return true;
    }

    private static void Add<T>(List<T> list, T item, int most, WireReader reader)
    {
        if (list.Count >= most) throw reader.Wrong($"more than {most} entries of one kind");
        list.Add(item);
    }
}
