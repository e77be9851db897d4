namespace UNetSharp.ModelFiles;

/// <summary>An instance of a class that is not known, or the result of a function that is not: its name, and what the pickle gave to it. Nothing was run.</summary>
/// <param name="kind">The class or function.</param>
/// <param name="arguments">What it was made of: the pickle's own tuple, which many objects may share.</param>
internal sealed class PickleObject(PickleGlobal kind, PickleTuple arguments)
{
    /// <summary>The class of numpy's arrays: tensors that are not read.</summary>
    public static readonly PickleGlobal Array = new("numpy", "ndarray");

    /// <summary>The class or function.</summary>
    public PickleGlobal Kind => kind;

    /// <summary>The arguments as one, then state, items, keys and values.</summary>
    public List<object?> Parts { get; } = [arguments];

    /// <summary>Whether tensors are among its parts, and theirs.</summary>
    /// <param name="seen">What was found to hold none, to which this adds: objects share parts, and may be parts of themselves.</param>
    public bool HoldsTensors(HashSet<object> seen)
    {
        var open = new Stack<object?>([this]);
        while (open.TryPop(out var value))
        {
            if (value is PytorchTensor || (value is PickleObject array && array.Kind == Array)) return true;
            if (value is null || !seen.Add(value)) continue;
            var inner = value switch
            {
                PickleObject other => other.Parts,
                PickleList list => list,
                PickleTuple tuple => tuple.Items,
                PickleDictionary dictionary => dictionary.Pairs.Select(pair => pair.Value),
                _ => [],
            };
            foreach (var part in inner) open.Push(part);
        }

        return false;
    }

    /// <summary>As texts of a checkpoint have it.</summary>
    public override string ToString() => $"an object of '{kind}'";
}
