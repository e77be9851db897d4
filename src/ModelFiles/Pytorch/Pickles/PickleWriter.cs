using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace UNetSharp.ModelFiles;

/// <summary>The pickle of a state dictionary: an OrderedDict of tensors, each of them the whole of storage 0, 1, 2, ….</summary>
internal static class PickleWriter
{
    /// <summary>Writes, in pickle's protocol 2, what <c>torch.save(state_dict)</c> writes, without remembering repeated parts.</summary>
    /// <exception cref="ArgumentException">A tensor's type has no class of storages in PyTorch.</exception>
    public static void WriteStateDictionary(Stream stream, IReadOnlyList<NamedTensor> tensors)
    {
        stream.Write([0x80, 2]); // PROTO 2
        WriteEmptyOrderedDictionary(stream);
        stream.WriteByte((byte)'('); // MARK
        for (var i = 0; i < tensors.Count; i++)
        {
            WriteText(stream, tensors[i].Name);
            WriteTensor(stream, tensors[i], i.ToString(CultureInfo.InvariantCulture));
        }

        stream.Write("u."u8); // SETITEMS STOP
    }

    /// <summary>_rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks).</summary>
    private static void WriteTensor(Stream stream, NamedTensor tensor, string key)
    {
        var storageClass = PytorchObjects.StorageClassOf(tensor.Type)
            ?? throw new ArgumentException($"Tensor '{tensor.Name}': PyTorch has no storages of {tensor.Type}; convert it to a signed integer.");
        WriteGlobal(stream, "torch._utils", "_rebuild_tensor_v2");
        stream.WriteByte((byte)'(');

        stream.WriteByte((byte)'('); // ('storage', class, key, device, count)
        WriteText(stream, "storage");
        WriteGlobal(stream, "torch", storageClass);
        WriteText(stream, key);
        WriteText(stream, "cpu");
        WriteInteger(stream, tensor.Count);
        stream.Write("tQ"u8); // TUPLE BINPERSID

        WriteInteger(stream, 0);
        WriteTuple(stream, [.. tensor.Shape]);
        WriteTuple(stream, RowMajorStrides(tensor));
        stream.WriteByte(0x89); // NEWFALSE
        WriteEmptyOrderedDictionary(stream);
        stream.Write("tR"u8); // TUPLE REDUCE
    }

    private static long[] RowMajorStrides(NamedTensor tensor)
    {
        // PyTorch gives an empty axis the stride of an axis of one.
        var strides = new long[tensor.Shape.Length];
        for (long axis = strides.Length - 1, stride = 1; axis >= 0; stride *= Math.Max(1, tensor.Shape[(int)axis]), axis--) strides[axis] = stride;
        return strides;
    }

    private static void WriteEmptyOrderedDictionary(Stream stream)
    {
        WriteGlobal(stream, "collections", "OrderedDict");
        stream.Write(")R"u8); // EMPTY_TUPLE REDUCE
    }

    private static void WriteGlobal(Stream stream, string module, string name) => stream.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    private static void WriteText(Stream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> header = [(byte)'X', 0, 0, 0, 0]; // BINUNICODE
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], bytes.Length);
        stream.Write(header);
        stream.Write(bytes);
    }

    private static void WriteTuple(Stream stream, ReadOnlySpan<long> values)
    {
        stream.WriteByte((byte)'(');
        foreach (var value in values) WriteInteger(stream, value);
        stream.WriteByte((byte)'t');
    }

    private static void WriteInteger(Stream stream, long value)
    {
        Span<byte> operation = stackalloc byte[10];
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            operation[0] = (byte)'J'; // BININT
            BinaryPrimitives.WriteInt32LittleEndian(operation[1..], (int)value);
            stream.Write(operation[..5]);
        }
        else
        {
            (operation[0], operation[1]) = (0x8A, 8); // LONG1, 8 bytes
            BinaryPrimitives.WriteInt64LittleEndian(operation[2..], value);
            stream.Write(operation);
        }
    }
}
