using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using UNetSharp.ModelFiles;
using YamlDotNet.Core;

namespace UNetSharp.Training;

/// <summary>Recipes as files: YAML, or JSON, which is YAML too. A file may hold some settings only; the others are those of the recipe that it names, or of the default.</summary>
/// <example>
/// <code>
/// name: paper2015          # begin with this one …
/// network: { options: { width: 32 } }
/// optimiser: { kind: adam }
/// learningRate: 3e-4       # … and change these
/// </code>
/// </example>
public static class RecipeFile
{
    /// <summary>Reads a recipe.</summary>
    /// <exception cref="InvalidDataException">The file is no YAML, names an unknown setting, or a value does not fit.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static Recipe Read(string path)
    {
        JsonNode? given;
        try
        {
            using var text = File.OpenText(path);
            given = Yaml.Read(text);
        }
        catch (YamlException damage)
        {
            throw new InvalidDataException($"{path}: line {damage.Start.Line}: {damage.Message}", damage);
        }

        var settings = given switch
        {
            null => [],
            JsonObject map => map,
            _ => throw new InvalidDataException($"{path}: a recipe is a list of settings such as \"batch: 4\"."),
        };
        var named = settings["name"]?.ToString();
        var begin = Recipe.All.FirstOrDefault(recipe => recipe.Name.Equals(named, StringComparison.OrdinalIgnoreCase)) ?? Recipe.Default;
        return From(new RecipeOverlay(path).Lay(ToNode(begin), settings), path);
    }

    /// <summary>A recipe with one setting changed.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="setting">Its name, with the groups that it is in: "batch", "augmentation.mirror", "loss.kind".</param>
    /// <param name="value">Its value as YAML: 8, true, [0.8, 1.2], adamw.</param>
    /// <exception cref="InvalidDataException">There is no such setting, or the value does not fit.</exception>
    public static Recipe With(Recipe recipe, string setting, string value)
    {
        ArgumentNullException.ThrowIfNull(setting);
        JsonNode? given;
        try
        {
            using var text = new StringReader(value);
            given = Yaml.Read(text);
        }
        catch (YamlException damage)
        {
            throw new InvalidDataException($"{setting}={value}: {damage.Message}", damage);
        }

        foreach (var name in setting.Split('.').Reverse()) given = new JsonObject { [name] = given };
        return From(new RecipeOverlay($"{setting}={value}").Lay(ToNode(recipe), (JsonObject)given!), $"{setting}={value}");
    }

    /// <summary>Writes a recipe with all its settings: as JSON if the name ends so, else as YAML.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(path);
        var text = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? ToNode(recipe).ToJsonString(new() { WriteIndented = true }) + "\n" : ToYaml(recipe);
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>A recipe as YAML.</summary>
    public static string ToYaml(Recipe recipe) => Yaml.Write(ToNode(recipe));

    /// <summary>A recipe as one line of JSON.</summary>
    public static string ToJson(Recipe recipe) => JsonSerializer.Serialize(recipe, RecipeJson.Default.Recipe);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The line.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">It is no recipe.</exception>
    public static Recipe FromJson(string json, string source)
    {
        try
        {
            var settings = JsonNode.Parse(json) as JsonObject ?? throw new JsonException("it is no object");
            // Written whole, its network has the options that it names and no others.
            return From(new RecipeOverlay(source).Lay(ToNode(Recipe.Default with { Network = new() }), settings), source);
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{source}: the recipe can't be read: {damage.Message}", damage);
        }
    }

    /// <summary>The settings of a kind of loss, optimiser or schedule, with their defaults; null if there is no such kind.</summary>
    internal static JsonObject? OfKind(string setting, string kind)
    {
        try
        {
            return (JsonObject?)(LastName(setting) switch
            {
                "loss" => RoundTrip(kind, RecipeJson.Default.LossOptions),
                "optimiser" => RoundTrip(kind, RecipeJson.Default.OptimiserOptions),
                "schedule" => RoundTrip(kind, RecipeJson.Default.Schedule),
                _ => null,
            });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The kinds that there are of a setting.</summary>
    internal static IEnumerable<string> KindsOf(string setting) => LastName(setting) switch
    {
        "loss" => Kinds(RecipeJson.Default.LossOptions),
        "optimiser" => Kinds(RecipeJson.Default.OptimiserOptions),
        "schedule" => Kinds(RecipeJson.Default.Schedule),
        _ => [],
    };

    /// <summary>A term of a sum of losses, before anything is said about it.</summary>
    internal static JsonObject DefaultTerm() => (JsonObject)JsonSerializer.SerializeToNode(new LossTerm(new CrossEntropyLossOptions()), RecipeJson.Default.LossTerm)!;

    // "loss" of "loss.terms[0].loss": a kind of loss is one wherever it stands.
    private static string LastName(string setting) => setting[(setting.LastIndexOf('.') + 1)..];

    private static IEnumerable<string> Kinds(JsonTypeInfo type) => type.PolymorphismOptions!.DerivedTypes.Select(derived => $"{derived.TypeDiscriminator}");

    // An object that says nothing but its kind gets the defaults of its constructor.
    private static JsonNode? RoundTrip<T>(string kind, JsonTypeInfo<T> type) =>
        JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(new JsonObject { ["kind"] = kind }, type)!, type);

    private static JsonObject ToNode(Recipe recipe) => (JsonObject)JsonSerializer.SerializeToNode(recipe, RecipeJson.Default.Recipe)!;

    private static Recipe From(JsonObject complete, string source)
    {
        try
        {
            var recipe = complete.Deserialize(RecipeJson.Default.Recipe)!;
            recipe.Validate();
            return recipe;
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"{source}: {wrong.Message}", wrong);
        }
    }
}
