using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace UNetSharp.Training;

/// <summary>YAML as JSON nodes and back: the types of the "core schema" (https://yaml.org/spec/1.2.2/#103-core-schema), which are JSON's.</summary>
internal static class Yaml
{
    // Deeper than anyone writes, and more than a person reads: what is beyond is made to exhaust whoever reads it.
    private const int MostDepth = 64, MostNodes = 1 << 20;

    /// <summary>The first document; null if there is none.</summary>
    /// <exception cref="YamlException">It is no YAML, is nested too deeply, or grows too large by its aliases.</exception>
    public static JsonNode? Read(TextReader text)
    {
        var content = text.ReadToEnd();
        RequireShallow(content);
        var stream = new YamlStream();
        stream.Load(new StringReader(content));
        var left = MostNodes;
        return stream.Documents.Count == 0 ? null : ToJson(stream.Documents[0].RootNode, MostDepth, ref left);
    }

    /// <summary>A document in block style, lists of numbers on one line.</summary>
    public static string Write(JsonNode node)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(ToYaml(node))).Save(text, assignAnchors: false);
        return text.ToString().Replace("\n...", "", StringComparison.Ordinal);
    }

    // Loading recurses with the text; events come one by one.
    private static void RequireShallow(string content)
    {
        var (events, depth) = (new Parser(new StringReader(content)), 0);
        while (events.MoveNext())
        {
            depth += events.Current!.NestingIncrease;
            if (depth > MostDepth) throw new YamlException(events.Current.Start, events.Current.End, $"nested more than {MostDepth} deep.");
        }
    }

    // An alias is the node that it names: one may contain itself, and a few that contain each other twice are as many as one likes.
    private static JsonNode? ToJson(YamlNode node, int depth, ref int left)
    {
        if (--depth < 0 || --left < 0) throw new YamlException(node.Start, node.End, $"with its aliases this is nested more than {MostDepth} deep, or more than {MostNodes} entries.");
        switch (node)
        {
            case YamlMappingNode map:
                var entries = new JsonObject();
                foreach (var (key, value) in map)
                {
                    if (!entries.TryAdd(key.ToString(), ToJson(value, depth, ref left))) throw new YamlException(key.Start, key.End, $"\"{key}\" stands there twice.");
                }

                return entries;
            case YamlSequenceNode list:
                var items = new JsonArray();
                foreach (var item in list) items.Add(ToJson(item, depth, ref left));
                return items;
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
