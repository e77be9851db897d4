using System.CommandLine;
using System.Globalization;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>The options of a recipe: by name, by file, and one by one, each changing what those before it said.</summary>
internal sealed class RecipeOptions
{
    private readonly Option<string?> _recipe = new("--recipe") { Description = $"A named recipe: {string.Join(", ", Recipe.All.Select(recipe => recipe.Name))}.", HelpName = "NAME" };
    private readonly Option<string?> _config = new("--config") { Description = "A recipe as YAML or JSON, whole or in part; --print-config writes a whole one.", HelpName = "FILE" };
    private readonly Option<string?> _network = new("--network") { Description = "A network of the catalogue (unet networks lists them).", HelpName = "NAME" };
    private readonly Option<int?> _width = new("--width") { Description = "The network's channels at full resolution." };
    private readonly Option<int?> _depth = new("--depth") { Description = "How often the network halves the resolution." };
    private readonly Option<string?> _padding = new("--padding") { Description = "valid (the paper's) or same.", HelpName = "valid|same" };
    private readonly Option<string[]> _option = SharedOptions.NetworkOption();
    private readonly Option<string?> _patch = new("--patch") { Description = "The window that the network reads: 256 or 256x320.", HelpName = "N|HxW" };
    private readonly Option<int?> _batch = new("--batch") { Description = "Patches in a step." };
    private readonly Option<double?> _rate = new("--learning-rate") { Description = "The learning rate at its full height." };
    private readonly Option<string[]> _set = new("--set") { Description = "Any setting of the recipe, such as loss.kind=focal or augmentation.mirror=false; as often as you like.", HelpName = "k=v" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_recipe, _config, _network, _width, _depth, _padding, _option, _patch, _batch, _rate, _set]) command.Add(option);
    }

    /// <summary>Whether any of them was given.</summary>
    public bool Given(ParseResult parsed) =>
        ((Option[])[_recipe, _config, _network, _width, _depth, _padding, _option, _patch, _batch, _rate, _set]).Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>The recipe.</summary>
    /// <exception cref="UsageException">An option names something that there is not.</exception>
    public Recipe Read(ParseResult parsed)
    {
        var (named, file) = (parsed.GetValue(_recipe), parsed.GetValue(_config));
        if (named is not null && file is not null) throw new UsageException("--recipe and --config are both given: name the recipe in the file (name: paper2015), or leave one out.");
        var recipe = file is not null ? RecipeFile.Read(file) : CommandLine.FromWords(() => Recipe.Named(named ?? Recipe.Default.Name));
        var settings = new List<(string Name, string Value)>();
        if (parsed.GetValue(_network) is { } network && network != recipe.Network.Name) recipe = recipe with { Network = new NetworkChoice(network) };
        foreach (var (name, value) in Pairs("--option", parsed.GetValue(_option))) recipe = recipe with { Network = recipe.Network.With(name, value) };
        if (parsed.GetValue(_width) is { } width) recipe = recipe with { Network = recipe.Network.With("width", Text(width)) };
        if (parsed.GetValue(_depth) is { } depth) recipe = recipe with { Network = recipe.Network.With("depth", Text(depth)) };
        if (parsed.GetValue(_padding) is { } padding) recipe = recipe with { Network = recipe.Network.With("padding", padding) };
        if (parsed.GetValue(_patch) is { } patch) settings.Add(("patch", $"[{string.Join(", ", patch.Contains('x', StringComparison.Ordinal) ? patch.Split('x') : [patch, patch])}]"));
        if (parsed.GetValue(_batch) is { } batch) settings.Add(("batch", Text(batch)));
        if (parsed.GetValue(_rate) is { } rate) settings.Add(("learningRate", rate.ToString("R", CultureInfo.InvariantCulture)));
        settings.AddRange(Pairs("--set", parsed.GetValue(_set)));
        try
        {
            return settings.Aggregate(recipe, (changed, setting) => RecipeFile.With(changed, setting.Name, setting.Value));
        }
        catch (InvalidDataException wrong)
        {
            throw new UsageException(wrong.Message, wrong);
        }
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string option, string[]? given)
    {
        foreach (var pair in given ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            yield return at > 0 ? (pair[..at], pair[(at + 1)..]) : throw new UsageException($"{option} {pair}: expected a name and a value such as batch=8.");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
