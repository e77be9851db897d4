using System.Globalization;

namespace UNetSharp.ModelFiles;

/// <summary>Names of Keras' layers, counted from 1 again.</summary>
/// <remarks>
/// Keras names layers by their kind and a number that counts on as long as the program runs: "conv2d", "conv2d_1", … is a program's first network since Keras 2.3, "conv2d_1", "conv2d_2", … before, and any later
/// network goes on with "conv2d_19". Networks of the catalogue begin with 1.
/// </remarks>
internal static class CountedLayers
{
    private const string Marker = "conv2d";

    /// <summary>The tensors under counted names; null if they are not Keras', or are counted so already.</summary>
    public static TensorSet? FromOne(TensorSet tensors)
    {
        var names = tensors.Tensors.Select(tensor => Split(tensor.Name)).ToArray();
        if (!names.Any(name => name.Kind == Marker)) return null;
        var numbers = names.GroupBy(name => name.Kind).ToDictionary(kind => kind.Key, kind => kind.Select(name => name.Number).Distinct().Order().ToList());
        var renamed = tensors.Tensors.Zip(names, (tensor, name) => tensor.Renamed($"{name.Kind}_{numbers[name.Kind].IndexOf(name.Number) + 1}{name.Ending}")).ToArray();
        var isCounted = renamed.Zip(tensors.Tensors).All(pair => pair.First.Name == pair.Second.Name);
        return isCounted || renamed.DistinctBy(tensor => tensor.Name).Count() < renamed.Length ? null : new TensorSet(tensors.Source, renamed, tensors.Metadata);
    }

    // "conv2d_19.weight": kind, number (0 where there is none), ".weight".
    private static (string Kind, int Number, string Ending) Split(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var layer = dot < 0 ? name : name[..dot];
        var line = layer.LastIndexOf('_');
        return line > 0 && int.TryParse(layer.AsSpan(line + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (layer[..line], number, name[layer.Length..]) : (layer, 0, name[layer.Length..]);
    }
}
