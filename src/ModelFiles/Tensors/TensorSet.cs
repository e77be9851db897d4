using System.Diagnostics.CodeAnalysis;

namespace UNetSharp.ModelFiles;

/// <summary>What a model file holds: tensors in the file's order, found by name, and a table of texts.</summary>
public sealed class TensorSet
{
    private readonly Dictionary<string, NamedTensor> byName;

    /// <param name="source">Where the tensors come from, for messages: a path.</param>
    /// <param name="tensors">The tensors; their names differ.</param>
    /// <param name="metadata">Texts that describe them; none when left out.</param>
    /// <exception cref="ArgumentException">Two tensors have one name.</exception>
    public TensorSet(string source, IEnumerable<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        Source = source;
        Tensors = [.. tensors];
        Metadata = metadata ?? new Dictionary<string, string>();
        byName = new Dictionary<string, NamedTensor>(Tensors.Count);
        foreach (var tensor in Tensors)
            if (!byName.TryAdd(tensor.Name, tensor))
                throw new ArgumentException($"{source}: two tensors are named '{tensor.Name}'.", nameof(tensors));
    }

    /// <summary>Where the tensors come from: a path.</summary>
    public string Source { get; }

    /// <summary>All tensors, in the file's order.</summary>
    public IReadOnlyList<NamedTensor> Tensors { get; }

    /// <summary>The file's texts: safetensors' <c>__metadata__</c>, or the scalars of a PyTorch checkpoint (<c>epoch</c> → <c>17</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of a name.</summary>
    /// <param name="name">The exact name.</param>
    /// <exception cref="InvalidDataException">There is none; the message lists the names that come nearest.</exception>
    public NamedTensor this[string name] =>
        byName.TryGetValue(name, out var tensor) ? tensor : throw new InvalidDataException($"{Source}: holds no tensor '{name}'; {Nearest(name)}");

    /// <summary>Looks a tensor up.</summary>
    /// <param name="name">The exact name.</param>
    /// <param name="tensor">The tensor, where there is one.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out NamedTensor? tensor) => byName.TryGetValue(name, out tensor);

    /// <summary>Whether there is a tensor of that name.</summary>
    /// <param name="name">The exact name.</param>
    public bool Contains(string name) => byName.ContainsKey(name);

    private string Nearest(string name)
    {
        if (Tensors.Count == 0) return "it holds none at all.";

        // Names differ mostly in their prefix ("module.", "model.") so the longest common ending is the best guess.
        var nearest = Tensors.OrderByDescending(tensor => CommonEnding(tensor.Name, name)).Take(3);
        return $"of its {Tensors.Count} tensors the nearest are {string.Join(", ", nearest.Select(tensor => $"'{tensor.Name}'"))}.";
    }

    private static int CommonEnding(string a, string b)
    {
        var length = 0;
        while (length < a.Length && length < b.Length && a[^(length + 1)] == b[^(length + 1)]) length++;
        return length;
    }
}
