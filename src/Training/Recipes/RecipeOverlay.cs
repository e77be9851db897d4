using System.Text.Json.Nodes;

namespace UNetSharp.Training;

/// <summary>Lays the settings that a user gave over a complete recipe.</summary>
/// <remarks>A setting that the recipe does not have is refused by its full name. Where another kind is chosen (of loss, optimiser, schedule), the settings of that kind replace the others.</remarks>
/// <param name="source">What to call the given settings in messages.</param>
internal sealed class RecipeOverlay(string source)
{
    private static readonly Dictionary<string, string[]> _synonyms = new() { ["optimiser"] = ["optimizer"] };

    /// <summary>The recipe with the given settings.</summary>
    /// <exception cref="InvalidDataException">A setting is unknown.</exception>
    public JsonObject Lay(JsonObject recipe, JsonObject given) => Lay(recipe, given, "");

    private JsonObject Lay(JsonObject under, JsonObject over, string path)
    {
        var kind = over["kind"]?.ToString();
        if (kind is not null && kind != under["kind"]?.ToString()) under = RecipeFile.OfKind(path.TrimEnd('.'), kind) ?? throw Unknown(path + "kind", kind);

        // A network's options are its own affair: the network knows which there are. Those of one network say nothing about another.
        if (path == "network." && over["name"]?.ToString() is { } network && !network.Equals(under["name"]?.ToString(), StringComparison.OrdinalIgnoreCase)) under["options"] = new JsonObject();
        var free = path == "network.options.";
        foreach (var (name, value) in over)
        {
            var key = under.Select(entry => entry.Key).FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase) || (_synonyms.TryGetValue(known, out var others) && others.Contains(name)));
            if (key is null && !free) throw new InvalidDataException($"{source}: there is no setting \"{path}{name}\"; {(path.Length == 0 ? "a recipe" : path.TrimEnd('.'))} has {string.Join(", ", under.Select(entry => entry.Key))}.");
            key ??= name;
            under[key] = (under[key], value) switch
            {
                (JsonObject old, JsonObject fresh) => Lay((JsonObject)old.DeepClone(), fresh, $"{path}{key}."),
                (JsonArray, JsonArray terms) when key == "terms" => new JsonArray([.. terms.Select((term, at) => LayTerm(term, $"{path}{key}[{at}]"))]),
                (JsonObject, _) => throw new InvalidDataException($"{source}: \"{path}{key}\" is a group of settings, not {value?.ToJsonString() ?? "nothing"}."),
                _ when free => JsonValue.Create(value?.ToString() ?? ""),
                _ => value?.DeepClone(),
            };
        }

        return under;
    }

    // The terms of a sum of losses replace those before, each laid over the defaults of its kind.
    private JsonObject LayTerm(JsonNode? term, string path) => term is JsonObject settings ? Lay(RecipeFile.DefaultTerm(), settings, $"{path}.")
        : throw new InvalidDataException($"{source}: \"{path}\" is a group of settings such as {{ loss: {{ kind: dice }}, weight: 1 }}, not {term?.ToJsonString() ?? "nothing"}.");

    private InvalidDataException Unknown(string name, string value) => new($"{source}: {name} \"{value}\" is unknown; known are {string.Join(", ", RecipeFile.KindsOf(name[..^".kind".Length]))}.");
}
