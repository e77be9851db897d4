using UNetSharp.Graphs;
using UNetSharp.Networks;

namespace UNetSharp.ModelFiles;

/// <summary>Whether tensors of a file are the parameters of a network.</summary>
internal static class ParameterMatch
{
    private const int MostOfAKind = 8;

    // The counter that PyTorch's batch normalisation keeps; tables of Swin transformers, which follow from the size of their windows.
    private static readonly string[] Computed = ["num_batches_tracked", "relative_position_index", "attn_mask"];

    /// <summary>Whether a tensor belongs to a checkpoint without being a parameter.</summary>
    public static bool IsComputed(NamedTensor tensor) => Computed.Any(name => tensor.Name.EndsWith(name, StringComparison.Ordinal));

    /// <summary>Refuses tensors that are not the network's, in one message for all of them.</summary>
    /// <exception cref="InvalidDataException">Some are missing, too many, or of other shapes.</exception>
    public static void Require(Network network, (Graph Graph, Value Logits) drawn, TensorSet tensors)
    {
        var (missing, misshapen, surplus) = Compare(drawn, tensors);
        string[] complaints = [.. Complaint("of other shapes", misshapen), .. Complaint("missing", missing), .. Complaint("not the network's", surplus)];
        if (complaints.Length > 0) throw new InvalidDataException($"{tensors.Source}: the tensors do not fit {network.Name} ({string.Join(", ", network.Options.Select(option => $"{option.Key}={option.Value}"))}); {string.Join("; ", complaints)}.");
    }

    /// <summary>How many tensors are missing, too many, or of other shapes.</summary>
    public static int Differences((Graph Graph, Value Logits) drawn, TensorSet tensors) =>
        Compare(drawn, tensors) is var (missing, misshapen, surplus) ? missing.Count + misshapen.Count + surplus.Count : 0;

    private static (List<string> Missing, List<string> Misshapen, List<string> Surplus) Compare((Graph Graph, Value Logits) drawn, TensorSet tensors)
    {
        var wanted = drawn.Graph.Parameters.Select(value => (Parameter)value.Operation).ToDictionary(parameter => parameter.Path, ParameterAxes.FileShape);
        var read = AtInference(drawn.Logits);
        List<string> missing = [], misshapen = [];
        foreach (var (name, shape) in wanted)
        {
            if (!tensors.TryGet(name, out var tensor))
            {
                if (read.Contains(name)) missing.Add($"\"{name}\" {TensorExtents.Text(shape)}");
            }
            else if (!tensor.Shape.SequenceEqual(shape))
            {
                misshapen.Add($"\"{name}\" is {TensorExtents.Text(tensor.Shape)} instead of {TensorExtents.Text(shape)}");
            }
        }

        return (missing, misshapen, [.. tensors.Tensors.Where(tensor => !wanted.ContainsKey(tensor.Name) && !IsComputed(tensor)).Select(tensor => $"\"{tensor.Name}\"")]);
    }

    /// <summary>The names of the parameters that a result depends on.</summary>
    public static HashSet<string> AtInference(Value result)
    {
        var (seen, open, names) = (new HashSet<Value>(), new Stack<Value>([result]), new HashSet<string>());
        while (open.TryPop(out var value))
        {
            if (!seen.Add(value)) continue;
            if (value.Operation is Parameter parameter) names.Add(parameter.Path);
            foreach (var input in value.Inputs) open.Push(input);
        }

        return names;
    }

    private static IEnumerable<string> Complaint(string what, List<string> tensors) => tensors.Count == 0 ? []
        : [$"{tensors.Count} {what}: {string.Join(", ", tensors.Take(MostOfAKind))}{(tensors.Count > MostOfAKind ? ", …" : "")}"];
}
