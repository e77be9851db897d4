namespace UNetSharp.ModelFiles;

/// <summary>The messages of ONNX that describe a network, in the wire format. Fields are numbered as in <see cref="OnnxReader"/>.</summary>
internal static class OnnxWriter
{
    // "IR version 8": of ONNX 1.10 to 1.12, which every runtime of the last years reads; opset 17 belongs to it.
    private const long IrVersion = 8;

    // The largest message of protocol buffers: "2 GiB". Larger models keep their tensors in a second file, which is not written.
    private const long MostBytes = int.MaxValue;

    /// <summary>The model as bytes.</summary>
    public static byte[] Bytes(OnnxGraph graph)
    {
        using var memory = new MemoryStream();
        Write(memory, graph);
        return memory.ToArray();
    }

    /// <summary>Writes a model; tensors pass through a small buffer.</summary>
    /// <exception cref="ArgumentException">It would be larger than the format allows.</exception>
    public static void Write(Stream stream, OnnxGraph graph)
    {
        var writer = new WireWriter(stream);
        writer.Whole(1, IrVersion);
        writer.Text(2, graph.Producer);

        // The graph's length is known before its tensors are read.
        var nodes = WireWriter.Message(message => WriteNodes(message, graph));
        var heads = graph.Initialisers.Tensors.Select(tensor => (Tensor: tensor, Head: WireWriter.Message(message => WriteHead(message, tensor)))).ToArray();
        var length = nodes.Length + heads.Sum(row => WireWriter.LengthOf(5, TensorLength(row.Head, row.Tensor)));
        if (length > MostBytes) throw new ArgumentException($"An ONNX file holds at most 2 GB, this model takes {length} bytes.");
        writer.Length(7, length);
        stream.Write(nodes);
        foreach (var (tensor, head) in heads)
        {
            writer.Length(5, TensorLength(head, tensor));
            stream.Write(head);
            if (tensor.IsHollow) continue;
            new WireWriter(stream).Length(9, tensor.ByteCount);
            tensor.CopyTo(stream);
        }

        writer.Message(8, set => set.Whole(2, graph.Opset));
        foreach (var (key, value) in graph.Metadata) writer.Message(14, pair => WritePair(pair, key, value));
    }

    private static void WriteNodes(WireWriter writer, OnnxGraph graph)
    {
        foreach (var node in graph.Nodes) writer.Message(1, message => WriteNode(message, node));
        writer.Text(2, "network");
        foreach (var input in graph.Inputs) writer.Message(11, message => WritePort(message, input));
        foreach (var output in graph.Outputs) writer.Message(12, message => WritePort(message, output));
    }

    private static void WriteNode(WireWriter writer, OnnxNode node)
    {
        foreach (var input in node.Inputs) writer.Text(1, input);
        foreach (var output in node.Outputs) writer.Text(2, output);
        writer.Text(3, node.Name);
        writer.Text(4, node.Operation);
        if (node.Domain.Length > 0) writer.Text(7, node.Domain);
        foreach (var (name, value) in node.Attributes) writer.Message(5, message => WriteAttribute(message, name, value));
    }

    // AttributeProto; the last field is the type: 1 float, 2 int, 3 string, 4 tensor, 6 floats, 7 ints.
    private static void WriteAttribute(WireWriter writer, string name, object value)
    {
        writer.Text(1, name);
        switch (value)
        {
            case float number:
                writer.Single(2, number);
                writer.Whole(20, 1);
                break;
            case long whole:
                writer.Whole(3, whole);
                writer.Whole(20, 2);
                break;
            case string text:
                writer.Text(4, text);
                writer.Whole(20, 3);
                break;
            case NamedTensor tensor:
                writer.Message(5, message => WriteTensor(message, tensor));
                writer.Whole(20, 4);
                break;
            case float[] numbers:
                foreach (var number in numbers) writer.Single(7, number);
                writer.Whole(20, 6);
                break;
            case long[] wholes:
                foreach (var whole in wholes) writer.Whole(8, whole);
                writer.Whole(20, 7);
                break;
            default:
                throw new ArgumentException($"An attribute \"{name}\" of {value.GetType()}.");
        }
    }

    private static void WriteTensor(WireWriter writer, NamedTensor tensor)
    {
        WriteHead(writer, tensor);
        using var memory = new MemoryStream();
        tensor.CopyTo(memory);
        writer.Bytes(9, memory.ToArray());
    }

    private static void WriteHead(WireWriter writer, NamedTensor tensor)
    {
        foreach (var extent in tensor.Shape) writer.Whole(1, extent);
        writer.Whole(2, OnnxTensorReader.CodeOf(tensor.Type));
        writer.Text(8, tensor.Name);
    }

    private static long TensorLength(byte[] head, NamedTensor tensor) => head.Length + (!tensor.IsHollow ? WireWriter.LengthOf(9, tensor.ByteCount) : 0);

    private static void WritePort(WireWriter writer, OnnxPort port)
    {
        writer.Text(1, port.Name);
        writer.Message(2, type => type.Message(1, tensor =>
        {
            tensor.Whole(1, OnnxTensorReader.CodeOf(ElementType.Float32));
            tensor.Message(2, shape =>
            {
                foreach (var extent in port.Extents) shape.Message(1, axis => WriteExtent(axis, extent));
            });
        }));
    }

    private static void WriteExtent(WireWriter writer, OnnxExtent extent)
    {
        if (extent.Number is { } number) writer.Whole(1, number);
        else writer.Text(2, extent.Word);
    }

    private static void WritePair(WireWriter writer, string key, string value)
    {
        writer.Text(1, key);
        writer.Text(2, value);
    }
}
