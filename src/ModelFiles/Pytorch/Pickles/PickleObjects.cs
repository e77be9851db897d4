using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

// What a pickle can build here, besides null, bool, long, BigInteger, double, string and byte[]. All of it is inert.

/// <summary>A Python list; also what <c>torch.Size</c> becomes.</summary>
internal sealed class PickleList : List<object?>
{
    public PickleList()
    {
    }

    public PickleList(IEnumerable<object?> items)
        : base(items)
    {
    }
}

/// <summary>A Python tuple.</summary>
internal sealed record PickleTuple(List<object?> Items);

/// <summary>A dict or OrderedDict with keys that are texts, numbers or truth values, in the order of their first assignment.</summary>
internal sealed class PickleDictionary
{
    private readonly OrderedDictionary<object, object?> pairs = [];

    public IEnumerable<KeyValuePair<object, object?>> Pairs => pairs;

    public object? this[object key]
    {
        get => pairs.GetValueOrDefault(key);
        set => pairs[key] = value;
    }
}

/// <summary>A class or function that a pickle names; see <see cref="PytorchObjects"/> for the few that are known, and <see cref="PythonNames"/> for the others.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>A numpy number type, as numpy scalars in training logs have it.</summary>
internal sealed record NumpyType(ElementType Type);

/// <summary>A block of elements in the file; several tensors may look at one.</summary>
/// <param name="Type">The element type, or null where only bytes are known (<c>UntypedStorage</c>).</param>
/// <param name="Key">The name that leads to its bytes.</param>
/// <param name="Offset">Where a view of a storage begins, in elements; 0 for a storage itself.</param>
/// <param name="Count">The number of elements (of bytes, where untyped).</param>
internal sealed record PytorchStorage(ElementType? Type, string Key, long Offset, long Count);

/// <summary>A view of a storage: element (i, j, …) is at offset + i·stride₀ + j·stride₁ + ….</summary>
internal sealed record PytorchTensor(PytorchStorage Storage, ElementType Type, long Offset, ImmutableArray<int> Shape, ImmutableArray<long> Strides);
