using System.Collections.Immutable;
using System.Text;

namespace UNetSharp.ModelFiles;

/// <summary>The classes and functions that checkpoints of tensors name, and what each becomes. Nothing is executed.</summary>
internal static class PytorchObjects
{
    /// <summary>What PyTorch and numpy call each type; PyTorch has no storage classes of the unsigned types beyond 8 bits, numpy no bfloat16.</summary>
    private static readonly ImmutableArray<(ElementType Type, string? Storage, string Dtype, string? Numpy)> Types =
    [
        (ElementType.Float64, "DoubleStorage", "float64", "f8"), (ElementType.Float32, "FloatStorage", "float32", "f4"),
        (ElementType.Float16, "HalfStorage", "float16", "f2"), (ElementType.BFloat16, "BFloat16Storage", "bfloat16", null),
        (ElementType.Int64, "LongStorage", "int64", "i8"), (ElementType.Int32, "IntStorage", "int32", "i4"),
        (ElementType.Int16, "ShortStorage", "int16", "i2"), (ElementType.Int8, "CharStorage", "int8", "i1"),
        (ElementType.UInt64, null, "uint64", "u8"), (ElementType.UInt32, null, "uint32", "u4"),
        (ElementType.UInt16, null, "uint16", "u2"), (ElementType.UInt8, "ByteStorage", "uint8", "u1"), (ElementType.Bool, "BoolStorage", "bool", "b1"),
    ];

    // 'storage', class, key, device, elements, view.
    private const int MostOfAnId = 6;

    /// <summary>PyTorch's class of storages of a type; null for the types that have none.</summary>
    public static string? StorageClassOf(ElementType type) => Types.First(row => row.Type == type).Storage;

    /// <summary>Whether it is the name of a type of elements.</summary>
    public static bool IsElementType(string name) => Types.Any(row => row.Dtype == name);

    /// <summary>Whether it is known what a name stands for.</summary>
    public static bool IsKnown(PickleGlobal global) => global switch
    {
        { Module: "torch" } => global.Name is "Size" or "device" || Types.Any(row => row.Storage == global.Name || row.Dtype == global.Name),
        { Module: "torch.storage" } => global.Name is "UntypedStorage",
        { Module: "torch._utils" } => global.Name is "_rebuild_tensor" or "_rebuild_tensor_v2" or "_rebuild_tensor_v3" or "_rebuild_parameter" or "_rebuild_parameter_with_state",
        { Module: "torch._tensor" } => global.Name is "_rebuild_from_type_v2",
        { Module: "collections" } => global.Name is "OrderedDict" or "defaultdict" or "Counter" or "deque",
        { Module: "builtins" or "__builtin__" } => global.Name is "set" or "frozenset",
        { Module: "copyreg" or "copy_reg" } => global.Name is "_reconstructor",
        { Module: "numpy" } => global.Name is "dtype",
        { Module: "numpy.core.multiarray" or "numpy._core.multiarray" } => global.Name is "scalar" or "_reconstruct",
        { Module: "numpy.core.numeric" or "numpy._core.numeric" } => global.Name is "_frombuffer",
        { Module: "_codecs" } => global.Name is "encode",
        _ => false,
    };

    /// <summary>What a call stands for.</summary>
    /// <param name="function">A known function.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="wrong">Makes the exception for arguments that it cannot have.</param>
    public static object? Call(PickleGlobal function, List<object?> arguments, Func<string, Exception> wrong) => (function.Name, arguments) switch
    {
        ("OrderedDict" or "Counter", []) or ("defaultdict", [] or [_]) => new PickleDictionary(),
        ("Counter" or "defaultdict", [.., PickleDictionary counts]) => counts,
        ("set" or "frozenset" or "deque", [] or [PickleTuple { Items: [] }, ..]) => new PickleList(),
        ("set" or "frozenset" or "deque", [PickleList or PickleTuple, ..]) => arguments[0],
        ("_reconstructor" or "_reconstruct", [PickleGlobal kind, ..]) => new PickleObject(kind, new PickleTuple(arguments)),
        ("_frombuffer", _) => new PickleObject(PickleObject.Array, new PickleTuple(arguments)),
        ("_rebuild_from_type_v2", [PickleGlobal { Module: "torch._utils" } inner, _, PickleTuple parts, ..]) when IsKnown(inner) => Call(inner, parts.Items, wrong),
        ("OrderedDict", [PickleList pairs]) => DictionaryOf(pairs, wrong),
        ("Size", [PickleTuple or PickleList]) => arguments[0],
        ("device", [string kind]) => kind,
        ("device", [string kind, long index]) => $"{kind}:{index}",
        ("_rebuild_parameter" or "_rebuild_parameter_with_state", [PytorchTensor tensor, ..]) => tensor,
        ("_rebuild_tensor_v3", [PytorchStorage storage, long offset, PickleTuple shape, PickleTuple strides, _, _, PickleGlobal { Module: "torch" } type, ..])
            when Find(row => row.Dtype == type.Name) is { } element => Tensor(storage, element, offset, shape, strides, wrong),
        ("_rebuild_tensor" or "_rebuild_tensor_v2", [PytorchStorage { Type: { } element } storage, long offset, PickleTuple shape, PickleTuple strides, ..])
            => Tensor(storage, element, offset, shape, strides, wrong),
        ("dtype", [string code, ..]) when Find(row => row.Numpy == code) is { } element => new NumpyType(element),
        ("dtype", [string, ..]) or ("scalar", [PickleObject, ..]) => new PickleObject(function, new PickleTuple(arguments)), // texts, objects, dates
        ("encode", [string text, "latin1"]) => Encoding.Latin1.GetBytes(text),
        ("scalar", [NumpyType type, byte[] bytes]) => NumpyScalar(type.Type, bytes, wrong),
        _ => throw wrong($"a call of '{function}' with {arguments.Count} arguments of kinds that are not read"),
    };

    /// <summary>Accepts the state that a pickle gives to an object, where it changes no value.</summary>
    public static void CheckState(object? target, object? state, Func<string, Exception> wrong)
    {
        var harmless = (target, state) switch
        {
            (PickleDictionary, PickleDictionary) => true, // OrderedDict._metadata, versions of modules
            (NumpyType, PickleTuple { Items: [_, "<" or "|" or "=", ..] }) => true, // byte order
            _ => false,
        };
        if (!harmless) throw wrong($"a state for {target?.GetType().Name ?? "None"} that is not read");
    }

    /// <summary>What a persistent id names: ('storage', class, key, device, elements) and, before PyTorch 1.6, a view (key, offset, elements) or None; there also ('module', class, file, source) for a class of modules.</summary>
    public static object Persistent(object? id, Func<string, Exception> wrong)
    {
        if (id is PickleTuple { Items: ["module", PickleGlobal module, ..] }) return module;
        if (id is not PickleTuple { Items: { Count: <= MostOfAnId } and ["storage", PickleGlobal { Module: "torch" or "torch.storage" } kind, string key, _, long count, .. var rest] } || count < 0)
            throw wrong("a reference outside the pickle that is no storage of a tensor");
        ElementType? type = kind.Name == "UntypedStorage"
            ? null
            : Find(row => row.Storage == kind.Name) ?? throw wrong($"'{kind}' is no class of storages");
        return rest switch
        {
            [] or [null] => new PytorchStorage(type, key, 0, count),
            [PickleTuple { Items: [_, long offset and >= 0, long part and >= 0] }] when offset <= count && part <= count - offset => new PytorchStorage(type, key, offset, part),
            _ => throw wrong("a view of a storage that lies outside it"),
        };
    }

    private static ElementType? Find(Func<(ElementType Type, string? Storage, string Dtype, string? Numpy), bool> matches)
    {
        foreach (var row in Types)
            if (matches(row))
                return row.Type;
        return null;
    }

    private static PickleDictionary DictionaryOf(PickleList pairs, Func<string, Exception> wrong)
    {
        var dictionary = new PickleDictionary();
        foreach (var pair in pairs)
        {
            List<object?> items = pair switch { PickleList list => list, PickleTuple tuple => tuple.Items, _ => [] };
            if (items is not [string or long, _]) throw wrong("an OrderedDict of something else than pairs");
            dictionary[items[0]!] = items[1];
        }

        return dictionary;
    }

    private static PytorchTensor Tensor(PytorchStorage storage, ElementType type, long offset, PickleTuple shape, PickleTuple strides, Func<string, Exception> wrong)
    {
        if (shape.Items.Count > TensorExtents.MaximumRank || strides.Items.Count != shape.Items.Count)
            throw wrong($"a tensor of {shape.Items.Count} axes with {strides.Items.Count} strides, at most {TensorExtents.MaximumRank} make sense");
        if (offset < 0 || !shape.Items.All(extent => extent is long and >= 0 and <= int.MaxValue) || !strides.Items.All(stride => stride is long and >= 0))
            throw wrong($"a tensor of shape ({string.Join(", ", shape.Items)}) with strides ({string.Join(", ", strides.Items)}) from {offset}");
        return new PytorchTensor(storage, type, offset, [.. shape.Items.Select(extent => (int)(long)extent!)], [.. strides.Items.Cast<long>()]);
    }

    private static object NumpyScalar(ElementType type, byte[] bytes, Func<string, Exception> wrong)
    {
        if (bytes.Length != type.Size()) throw wrong($"a number of {type} in {bytes.Length} bytes");
        var tensor = NamedTensor.CreateEncoded("scalar", type, [], bytes);
        return type.IsFloating() || type == ElementType.UInt64 ? tensor.ToDoubles()[0] : tensor.ToInt64s()[0];
    }
}
