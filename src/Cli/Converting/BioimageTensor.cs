using System.Text.Json.Nodes;

namespace UNetSharp.Cli;

/// <summary>An input or output as a description of the BioImage Model Zoo words it.</summary>
internal sealed class BioimageTensor
{
    private readonly JsonNode description;
    private readonly Dictionary<string, char> letters;

    /// <summary>An input or output.</summary>
    /// <param name="description">Its entry in the list.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="InvalidDataException">Its axes can't be read.</exception>
    public BioimageTensor(JsonNode description, string place)
    {
        this.description = description;
        letters = description.Entry("axes") switch
        {
            // 0.4: a letter for each axis.
            JsonValue text => text.ToString().Distinct().ToDictionary(letter => letter.ToString(), letter => letter),
            JsonArray axes when axes.Select(Axis).DistinctBy(axis => axis.Id).Count() == axes.Count => axes.Select(Axis).ToDictionary(axis => axis.Id, axis => axis.Letter),
            _ => throw new InvalidDataException($"{place} does not say what its axes are."),
        };
        Axes = string.Concat(letters.Values);
    }

    /// <summary>A letter for each axis.</summary>
    public string Axes { get; }

    /// <summary>Where the test tensor is, and its SHA-256; null where the entry (models 0.5) does not say.</summary>
    public (string Source, string? Digest)? Test => description.Entry("test_tensor").Entry("source") is { } source ? (source.ToString(), description.Entry("test_tensor").Entry("sha256")?.ToString()) : null;

    /// <summary>The steps of a list.</summary>
    /// <param name="list">"preprocessing" or "postprocessing".</param>
    public IEnumerable<BioimageStep> Steps(string list) => (description.Entry(list) as JsonArray ?? []).Select(step => new BioimageStep(step, letters));

    // 0.5: a map for each axis; the names of axes that there can be only once may be left out, and x is the space without a name.
    private static (string Id, char Letter) Axis(JsonNode? axis)
    {
        var id = axis.Entry("id")?.ToString();
        return axis.Entry("type")?.ToString() switch
        {
            "batch" => (id ?? "batch", 'b'),
            "channel" => (id ?? "channel", 'c'),
            "time" => (id ?? "time", 't'),
            "index" => (id ?? "index", 'i'),
            "space" when (id ?? "x") is "x" or "y" or "z" => (id ?? "x", (id ?? "x")[0]),
            var type => throw new InvalidDataException($"An axis of type \"{type}\" with the id \"{id}\" is not known."),
        };
    }
}
