using System.Globalization;
using System.Text.Json.Nodes;

namespace UNetSharp.Cli;

/// <summary>One step of a tensor's pre- or postprocessing as a description of the BioImage Model Zoo words it.</summary>
/// <remarks>Models 0.4 say <c>{name: scale_range, kwargs: {mode: per_sample, axes: yx}}</c>, 0.5 <c>{id: scale_range, kwargs: {axes: [y, x]}}</c>.</remarks>
internal sealed class BioimageStep(JsonNode? description, IReadOnlyDictionary<string, char> letters)
{
    private readonly JsonNode? options = description.Entry("kwargs");

    /// <summary>What is done.</summary>
    public string Name { get; } = (description.Entry("id") ?? description.Entry("name"))?.ToString() ?? "";

    /// <summary>The axes that are taken together; null if the step names none, which means all.</summary>
    /// <exception cref="InvalidDataException">An axis is named that the tensor has not.</exception>
    public string? Axes => options.Entry("axes") switch
    {
        JsonArray ids => string.Concat(ids.Select(id => Letter(id?.ToString() ?? ""))),
        { } text => text.ToString() + (Text("mode") == "per_dataset" ? "b" : ""),
        null => null,
    };

    /// <summary>The axis along which there is a number for each place; the channels unless it says otherwise.</summary>
    public char Axis => options.Entry("axis") is { } id ? Letter(id.ToString()) : 'c';

    /// <summary>How many numbers an option has; 0 if there is no such option.</summary>
    public int Count(string name) => options.Entry(name) switch { null => 0, JsonArray list => list.Count, _ => 1 };

    /// <summary>An option's number, or the one of a list for a place along <see cref="Axis"/>.</summary>
    /// <param name="name">The option.</param>
    /// <param name="otherwise">If there is no such option.</param>
    /// <param name="place">The place along the axis.</param>
    /// <exception cref="InvalidDataException">It is no number, or the list is too short.</exception>
    public double Number(string name, double otherwise, int place = 0) => options.Entry(name) switch
    {
        null => otherwise,
        JsonArray list => place < list.Count || list.Count == 1 ? Parse(name, list[list.Count == 1 ? 0 : place]) : throw new InvalidDataException($"The step \"{Name}\" has {list.Count} numbers for {name}, and none for channel {place}."),
        { } one => Parse(name, one),
    };

    /// <summary>An option's text; "" if there is none.</summary>
    public string Text(string name) => options.Entry(name)?.ToString() ?? "";

    private double Parse(string name, JsonNode? node) => (node?.ToString() ?? "").ToUpperInvariant() switch
    {
        // YAML 1.2, 10.3.2: infinity is a word of its own.
        ".INF" or "+.INF" or "INF" => double.PositiveInfinity,
        "-.INF" or "-INF" => double.NegativeInfinity,
        var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException($"The step \"{Name}\" says {name} = \"{node}\", which is no number."),
    };

    private char Letter(string id) => letters.TryGetValue(id, out var letter) ? letter : id.Length == 1 && letters.Values.Contains(id[0]) ? id[0] : throw new InvalidDataException($"The step \"{Name}\" names the axis \"{id}\"; the tensor has {string.Join(", ", letters.Keys)}.");
}
