using UNetSharp.Networks;

namespace UNetSharp.ModelFiles;

/// <summary>A third-party checkpoint whose network has been told from the names and shapes of its tensors.</summary>
/// <remarks>
/// Networks of the catalogue have their references' own names, so nothing is translated: wrappings are taken off the names (<see cref="CheckpointNames"/>), and options are sought under which a network of the
/// catalogue has just these tensors (<see cref="OptionSearch"/>).
/// </remarks>
/// <param name="Network">The network.</param>
/// <param name="Tensors">Its tensors, under its names.</param>
/// <param name="Title">What it is, in words.</param>
public sealed record KnownCheckpoint(Network Network, TensorSet Tensors, string Title)
{
    /// <summary>Finds the network of some tensors.</summary>
    /// <param name="tensors">What a file holds.</param>
    /// <param name="name">A network of the catalogue, if the caller knows it.</param>
    /// <param name="options">Options that the caller knows; the others are sought.</param>
    /// <exception cref="InvalidDataException">No network fits; the message says which comes nearest and what is wrong with it.</exception>
    /// <exception cref="ArgumentException">There is no such network or option.</exception>
    public static KnownCheckpoint Recognise(TensorSet tensors, string? name = null, IReadOnlyDictionary<string, string>? options = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var entries = Catalogue.All.Where(entry => name is null || entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (entries.Length == 0) Catalogue.Create(name!); // refuses, and lists those there are
        if (name is null && options is { Count: > 0 })
        {
            // An option narrows down whose checkpoint it may be.
            entries = [.. entries.Where(entry => options.Keys.All(option => Catalogue.Create(entry.Name).Options.Keys.Contains(option, StringComparer.OrdinalIgnoreCase)))];
            if (entries.Length == 0) throw new ArgumentException($"No network has the options {string.Join(", ", options.Keys)}: \"unet networks\" lists those there are.", nameof(options));
        }

        OptionSearch? nearest = null;
        foreach (var (set, whose) in CheckpointNames.Unwrapped(tensors).SelectMany(SecondNames.Of))
        {
            foreach (var entry in entries)
            {
                if (Search(entry, set, options ?? new Dictionary<string, string>(), isNamed: name is not null) is not { } search) continue;
                if (search.Differences == 0) return new KnownCheckpoint(search.Network, set, Describe(entry, search.Network, whose));
                nearest = nearest is null || search.Differences < nearest.Differences ? search : nearest;
            }
        }

        if (nearest is null && options is { Count: > 0 }) throw new ArgumentException($"No network takes the options {string.Join(", ", options.Select(option => $"{option.Key}={option.Value}"))}: name one, and it says why.", nameof(options));

        // What is nearly a network of the catalogue is no stranger, but damaged or changed.
        var isNear = nearest is not null && 2 * nearest.Differences < nearest.Tensors.Tensors.Count;
        if (name is null && !isNear && StrangeNetwork.Of(CheckpointNames.Unwrapped(tensors)) is { } stranger)
            throw new InvalidDataException($"{tensors.Source}: is {stranger}, and of no network of the catalogue: convert it to ONNX where it was made (torch.onnx.export in PyTorch), which is read.");

        // The complaint of the nearest, if it is near at all.
        if (nearest is not null && (name is not null || nearest.Differences < nearest.Tensors.Tensors.Count)) ParameterMatch.Require(nearest.Network, Model.Draw(nearest.Network), nearest.Tensors);
        throw new InvalidDataException($"{tensors.Source}: holds {tensors.Tensors.Count} tensors, such as {string.Join(", ", tensors.Tensors.Take(3))}, which are of no network of the catalogue: name one (--network), or convert it to ONNX where it was made.");
    }

    // Null where another network may take these options.
    private static OptionSearch? Search(CatalogueEntry entry, TensorSet tensors, IReadOnlyDictionary<string, string> options, bool isNamed)
    {
        try
        {
            return OptionSearch.Of(entry, tensors, options);
        }
        catch (ArgumentException) when (!isNamed && options.Count > 0)
        {
            return null;
        }
    }

    private static string Describe(CatalogueEntry entry, Network network, string whose) =>
        $"{entry.Title}{(whose.Length > 0 ? $" under {whose}'s names" : "")} ({entry.Name}; {string.Join(", ", network.Options.Where(option => option.Key != "dropout").Select(option => $"{option.Key}={option.Value}"))})";
}
