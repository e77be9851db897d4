using System.Globalization;
using System.Numerics;

namespace UNetSharp.ModelFiles;

/// <summary>From nested dictionaries and lists to dotted names: tensors (<c>model_state_dict.inc.weight</c>) and texts (<c>optimizer.param_groups.0.lr</c> → <c>0.1</c>).</summary>
internal sealed class PytorchFlattening(string path)
{
    // A list that contains itself has no end; one that contains another twice, which contains another twice, … has one too far off.
    private const int MaximumDepth = 64;
    private const long MaximumCharacters = 1 << 26;

    private readonly List<(string Name, PytorchTensor Tensor)> tensors = [];
    private readonly Dictionary<string, string> texts = [];
    private readonly List<(string Name, PickleObject Object)> objects = [];
    private long characters;

    /// <summary>The tensors, in the order of the file.</summary>
    public IReadOnlyList<(string Name, PytorchTensor Tensor)> Tensors => tensors;

    /// <summary>Everything that is no tensor, in PyTorch's words but for <c>true</c>, <c>false</c> and <c>null</c>.</summary>
    public IReadOnlyDictionary<string, string> Texts => texts;

    /// <summary>Walks the whole object. A tensor, or a number, that stands alone is named <c>value</c>.</summary>
    /// <exception cref="InvalidDataException">The object is nested without end, two parts of it have one name, or its tensors lie within objects that are not loaded.</exception>
    public void Add(object? root)
    {
        Add(root, "", 0);
        if (Lost() is var (name, what))
            throw new InvalidDataException($"{path}: {(name.Length == 0 ? "" : $"at '{name}' ")}it holds {what}, which is never loaded: only tensors, numbers, texts, lists and dictionaries are; save the weights alone in Python: torch.save(model.state_dict(), path)");
    }

    // The object whose tensors one would miss: one where the weights should be; of a file without any tensors, whichever has some, else the first.
    private (string Name, PickleObject Object)? Lost()
    {
        var candidates = tensors.Count == 0 ? objects : objects.FindAll(entry => IsForWeights(entry.Name));
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var at = candidates.FindIndex(entry => entry.Object.HoldsTensors(seen));
        return at >= 0 ? candidates[at] : tensors.Count == 0 && objects.Count > 0 ? objects[0] : null;
    }

    // Where training programs keep the weights: an object there is a network, and its tensors are what one wants.
    private static bool IsForWeights(string name) => name.Length == 0 || CheckpointNames.Wrappings.Contains(name.Split('.')[0]);

    private void Add(object? value, string name, int depth)
    {
        characters += name.Length + 1;
        if (depth > MaximumDepth || characters > MaximumCharacters)
            throw new InvalidDataException($"{path}: is nested too deeply or holds too many parts, at '{(name.Length > 80 ? name[..80] + "…" : name)}'.");

        switch (value)
        {
            case PickleDictionary dictionary:
                foreach (var (key, item) in dictionary.Pairs) Add(item, Join(name, Text(key)), depth + 1);
                break;
            case PickleList list:
                AddAll(list, name, depth);
                break;
            case PickleTuple tuple:
                AddAll(tuple.Items, name, depth);
                break;
            case PytorchTensor tensor:
                tensors.Add((name.Length == 0 ? "value" : name, tensor));
                break;
            default:
                if (value is PickleObject unknown) objects.Add((name, unknown));
                var text = Text(value);
                characters += value is string ? 0 : text.Length; // many values may be one that is remembered, and each has a text of its own
                if (!texts.TryAdd(name.Length == 0 ? "value" : name, text))
                    throw new InvalidDataException($"{path}: two values are named '{name}'.");
                break;
        }
    }

    private void AddAll(List<object?> items, string name, int depth)
    {
        for (var i = 0; i < items.Count; i++) Add(items[i], Join(name, i.ToString(CultureInfo.InvariantCulture)), depth + 1);
    }

    private static string Join(string name, string part) => name.Length == 0 ? part : $"{name}.{part}";

    private static string Text(object? value) => value switch
    {
        null => "null",
        true => "true",
        false => "false",
        string text => text,
        byte[] bytes => Convert.ToHexString(bytes),
        long or double or BigInteger => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        PickleGlobal or PickleObject or PytorchStorage or NumpyType => value.ToString()!,
        _ => throw new InvalidOperationException($"A pickle built a {value.GetType()}."),
    };
}
