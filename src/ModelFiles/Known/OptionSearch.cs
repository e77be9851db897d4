using System.Globalization;
using UNetSharp.Graphs;
using UNetSharp.Networks;

namespace UNetSharp.ModelFiles;

/// <summary>The options under which a network of the catalogue has the tensors of a checkpoint, as nearly as it can.</summary>
/// <remarks>
/// Channels, classes, axes and width are read off the first and the last tensor. What else an option may be is tried, one option after another, and what leaves the fewest tensors missing, surplus or
/// misshapen is kept; drawing a network takes a few milliseconds and no memory. Options that no tensor shows (dropout, padding) keep their defaults.
/// </remarks>
/// <param name="Network">The network under these options.</param>
/// <param name="Tensors">The checkpoint.</param>
/// <param name="Differences">Tensors that are missing, surplus or misshapen.</param>
internal sealed record OptionSearch(Network Network, TensorSet Tensors, int Differences)
{
    /// <summary>What options of these names are tried with: each is one that changes which tensors a network has.</summary>
    private static readonly (string Option, string[] Values)[] Tried =
    [
        ("encoder", ["resnet18", "resnet34", "resnet50", "vgg16bn", "mobilenetv2", "efficientnetb0", "efficientnetb0tf"]), ("size", ["standard", "edge"]), ("form", ["paper", "port"]),
        ("norm", ["none", "batch", "instance", "group"]), ("up", ["transposed", "bilinear"]), ("attention", ["yes", "no"]), ("supervision", ["yes", "no"]), ("act", ["prelu", "elu"]),
        ("depth", ["1", "2", "3", "4", "5", "6"]), ("units", ["0", "1", "2", "3"]), ("prune", ["0", "1", "2", "3"]),
    ];

    /// <summary>Seeks the options.</summary>
    /// <param name="entry">The network.</param>
    /// <param name="tensors">The checkpoint.</param>
    /// <param name="given">Options that are known.</param>
    public static OptionSearch Of(CatalogueEntry entry, TensorSet tensors, IReadOnlyDictionary<string, string> given)
    {
        var chosen = new Dictionary<string, string>(NnUNetPlan.Options(entry, tensors).Concat(UnetrPlan.Options(entry, tensors)));
        var best = Try(entry, tensors, given, chosen) ?? Try(entry, tensors, given, chosen = []) ?? throw new ArgumentException($"{entry.Name} does not take these options.");
        if (Shared(best.Network, tensors) == 0)
        {
            // One option may change every name.
            var options = Tried.Where(row => best.Network.Options.ContainsKey(row.Option) && !given.ContainsKey(row.Option)).SelectMany(row => row.Values, (row, value) => new Dictionary<string, string> { [row.Option] = value });
            var (other, option) = options.Select(option => (Try(entry, tensors, given, option), option)).FirstOrDefault(row => row.Item1 is { } tried && Shared(tried.Network, tensors) > 0);
            if (other is null) return best;
            (best, chosen) = (other, option);
        }

        foreach (var (option, value) in ReadOff(best.Network, tensors)) Keep(option, value, evenIfEqual: true);
        for (var before = int.MaxValue; best.Differences is > 0 and var now && now < before; before = now)
        {
            foreach (var (option, values) in Tried)
            {
                if (!best.Network.Options.ContainsKey(option) || given.ContainsKey(option)) continue;
                foreach (var value in values) Keep(option, value, evenIfEqual: false);
            }

            foreach (var (option, value) in ReadOff(best.Network, tensors)) Keep(option, value, evenIfEqual: false);
        }

        return best;

        void Keep(string option, string value, bool evenIfEqual)
        {
            if (given.ContainsKey(option) || !best.Network.Options.TryGetValue(option, out var now) || now == value) return;
            var tried = new Dictionary<string, string>(chosen) { [option] = value };
            if (Try(entry, tensors, given, tried) is not { } other || other.Differences > best.Differences || (other.Differences == best.Differences && !evenIfEqual)) return;
            (best, chosen) = (other, tried);
        }
    }

    // Null where the options contradict one another.
    private static OptionSearch? Try(CatalogueEntry entry, TensorSet tensors, IReadOnlyDictionary<string, string> given, Dictionary<string, string> chosen)
    {
        try
        {
            var network = Catalogue.Create(entry.Name, new Dictionary<string, string>(chosen.Where(option => !given.ContainsKey(option.Key)).Concat(given), StringComparer.OrdinalIgnoreCase));
            return new OptionSearch(network, tensors, ParameterMatch.Differences(Model.Draw(network), tensors));
        }
        catch (ArgumentException) when (chosen.Count > 0)
        {
            return null;
        }
    }

    // What the first and the last tensor that both have say of the network.
    private static IEnumerable<(string Option, string Value)> ReadOff(Network network, TensorSet tensors)
    {
        var parameters = Model.Draw(network).Graph.Parameters.Select(value => (Parameter)value.Operation).Where(parameter => tensors.Contains(parameter.Path) && parameter.Shape.Rank >= 4).ToArray();
        if (parameters.Length == 0) yield break;
        var (first, last) = (parameters[0], parameters[^1]);
        var (theirs, ours) = (tensors[first.Path].Shape, ParameterAxes.FileShape(first));
        if (theirs.Length < 2) yield break;
        yield return ("dims", Text(theirs.Length - 2));
        yield return ("channels", Text(theirs[1]));
        yield return ("classes", Text(tensors[last.Path].Shape[0]));
        yield return ("decoder-width", Text(tensors[last.Path].Shape[1]));
        if (network.Options.TryGetValue("width", out var width)) yield return ("width", Text((int)(long.Parse(width, CultureInfo.InvariantCulture) * theirs[0] / ours[0])));
    }

    private static int Shared(Network network, TensorSet tensors) => Model.Draw(network).Graph.Parameters.Count(value => tensors.Contains(((Parameter)value.Operation).Path));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
