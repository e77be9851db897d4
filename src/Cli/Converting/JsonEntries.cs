using System.Text.Json.Nodes;

namespace UNetSharp.Cli;

/// <summary>Looking into JSON that others wrote, where anything may stand in the place of anything.</summary>
internal static class JsonEntries
{
    extension(JsonNode? node)
    {
        /// <summary>The entry of a map; null if there is none, or no map.</summary>
        public JsonNode? Entry(string name) => node is JsonObject map ? map[name] : null;
    }
}
