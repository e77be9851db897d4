using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using UNetSharp.ModelFiles;

namespace UNetSharp.Training;

/// <summary>The training record as a file: JSON lines, to be read by people, scripts and spreadsheets while the training runs.</summary>
/// <remarks>
/// The first line holds the settings: <c>{"settings": {…}}</c>; each further one a point of the course: <c>{"learning": {"step": 10, "loss": …}}</c> or
/// <c>{"validation": {"step": 50, "dice": …}}</c>. A resumed training writes it anew up to where the checkpoint stands, so that no line is there twice.
/// </remarks>
internal sealed class RecordFile
{
    private readonly string _path;

    /// <summary>Begins a record with what has happened so far.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    public RecordFile(string path, TrainingHistory history)
    {
        _path = path;
        var settings = new JsonObject(history.Settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Key == "recipe" ? Recipe(setting.Value) : setting.Value)));
        var course = history.Learning.Select(point => (point.Step, Text: Line(point))).Concat(history.Validations.Select(point => (point.Step, Text: Line(point)))).OrderBy(line => line.Step);
        var text = new StringBuilder().AppendLine(new JsonObject { ["settings"] = settings }.ToJsonString());
        foreach (var line in course) text.AppendLine(line.Text);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Adds a line.</summary>
    public void Add(LearningPoint point) => Append(Line(point));

    /// <summary>Adds a line.</summary>
    public void Add(ValidationPoint point) => Append(Line(point));

    private void Append(string line) => File.AppendAllText(_path, line + Environment.NewLine);

    // For people it is YAML; here programs read.
    private static JsonNode? Recipe(string yaml)
    {
        using var text = new StringReader(yaml);
        return Yaml.Read(text);
    }

    private static string Line(LearningPoint point) => $"{{\"learning\":{JsonSerializer.Serialize(point, RecipeJson.Default.LearningPoint)}}}";

    private static string Line(ValidationPoint point) => $"{{\"validation\":{JsonSerializer.Serialize(point, RecipeJson.Default.ValidationPoint)}}}";
}
