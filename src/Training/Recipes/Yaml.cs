using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace UNetSharp.Training;

/// <summary>YAML as JSON nodes and back: the types of the "core schema" (https://yaml.org/spec/1.2.2/#103-core-schema), which are JSON's.</summary>
internal static class Yaml
{
    /// <summary>The first document; null if there is none.</summary>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public static JsonNode? Read(TextReader text)
    {
        var stream = new YamlStream();
        stream.Load(text);
        return stream.Documents.Count == 0 ? null : ToJson(stream.Documents[0].RootNode);
    }

    /// <summary>A document in block style, lists of numbers on one line.</summary>
    public static string Write(JsonNode node)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(ToYaml(node))).Save(text, assignAnchors: false);
        return text.ToString().Replace("\n...", "", StringComparison.Ordinal);
    }

    private static JsonNode? ToJson(YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode map:
                var entries = new JsonObject();
                foreach (var (key, value) in map)
                {
                    if (!entries.TryAdd(key.ToString(), ToJson(value))) throw new YamlException(key.Start, key.End, $"\"{key}\" stands there twice.");
                }

                return entries;
            case YamlSequenceNode list:
                return new JsonArray([.. list.Select(ToJson)]);
            case YamlScalarNode { Style: ScalarStyle.Plain } scalar:
                return Plain(scalar.Value ?? "");
            default:
                return JsonValue.Create(((YamlScalarNode)node).Value);
        }
    }

    // Section 10.3.2: null, booleans, numbers, else text.
    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    private static YamlNode ToYaml(JsonNode? node) => node switch
    {
        JsonObject map => new YamlMappingNode(map.Select(entry => KeyValuePair.Create<YamlNode, YamlNode>(new YamlScalarNode(entry.Key), ToYaml(entry.Value)))),
        JsonArray list => new YamlSequenceNode(list.Select(ToYaml)) { Style = SequenceStyle.Flow },
        null => new YamlScalarNode("null"),
        _ => new YamlScalarNode(node.ToString()) { Style = NeedsQuotes(node) ? ScalarStyle.DoubleQuoted : ScalarStyle.Plain },
    };

    // A text that would be read as something else.
    private static bool NeedsQuotes(JsonNode node) => node.GetValueKind() == System.Text.Json.JsonValueKind.String && Plain(node.ToString())?.GetValueKind() != System.Text.Json.JsonValueKind.String;
}
