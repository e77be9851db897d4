using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;

namespace UNetSharp.Training;

/// <summary>A run on the disk: everything that its next step depends on, so that a resumed run takes the same steps, bit for bit. One <c>.safetensors</c>, written whole or not at all.</summary>
/// <remarks>
/// Tensors are flat blocks in the order of <see cref="Graphs.Weights"/>: <c>weights</c>, <c>average</c>, <c>best</c> (where there are such), and <c>optimiser.NAME</c> for each memory of the
/// optimiser. Metadata: <c>unetsharp.checkpoint</c> 1, <c>network</c>, <c>recipe</c>, <c>seed</c>, <c>cases</c>, <c>state</c>, <c>optimiser.steps</c>.
/// </remarks>
public sealed class Checkpoint
{
    private const string VersionKey = "unetsharp.checkpoint", Version = "1";
    private readonly TensorSet _file;

    private Checkpoint(TensorSet file)
    {
        _file = file;
        if (!file.Metadata.TryGetValue(VersionKey, out var version) || version != Version) throw new InvalidDataException($"{file.Source}: is no checkpoint of a training ({VersionKey} is {version ?? "missing"}, expected {Version}).");
        (Network, Seed) = (this["network"], ulong.TryParse(this["seed"], CultureInfo.InvariantCulture, out var seed) ? seed : throw Damaged("seed"));
        Recipe = RecipeFile.FromJson(this["recipe"], file.Source);
        Cases = this["cases"];
        try
        {
            State = JsonSerializer.Deserialize(this["state"], RecipeJson.Default.RunState) ?? throw Damaged("state");
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{file.Source}: the checkpoint's state can't be read: {damage.Message}", damage);
        }
    }

    /// <summary>The network and its options, as text.</summary>
    public string Network { get; }

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>The seed of the run.</summary>
    public ulong Seed { get; }

    /// <summary>Steps taken.</summary>
    public long Step => State.Step;

    /// <summary>Steps that the run has in all.</summary>
    public long Steps => State.Steps;

    internal RunState State { get; }

    /// <summary>The names of the training and of the validation cases.</summary>
    internal string Cases { get; }

    internal long OptimiserSteps => long.TryParse(this["optimiser.steps"], CultureInfo.InvariantCulture, out var steps) ? steps : throw Damaged("optimiser.steps");

    private string this[string key] => _file.Metadata.TryGetValue(key, out var text) ? text : throw Damaged(key);

    /// <summary>Where the checkpoint of a model lies: cells.safetensors has cells.checkpoint.</summary>
    public static string PathFor(string model) => Path.ChangeExtension(model, ".checkpoint");

    /// <summary>Reads what a run set out with and where it stands; blocks are read when asked for.</summary>
    /// <exception cref="InvalidDataException">The file is truncated, damaged, or no checkpoint.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Checkpoint Read(string path) => new(SafetensorsFile.Read(path));

    /// <summary>The text that tells networks apart.</summary>
    internal static string TextOf(Network network) => new NetworkChoice(network.Name) { Options = System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(network.Options) }.ToString();

    /// <summary>The text that tells splits of data apart.</summary>
    internal static string TextOf(DataSplit split) => new JsonObject
    {
        ["training"] = new JsonArray([.. split.Training.Cases.Select(one => (JsonNode)one.Name)]),
        ["validation"] = new JsonArray([.. split.Validation.Cases.Select(one => (JsonNode)one.Name)]),
        ["labels"] = split.Training.Labels.ToString(),
    }.ToJsonString();

    internal static void Write(string path, IReadOnlyDictionary<string, string> metadata, IEnumerable<(string Name, ReadOnlyMemory<float> Block)> blocks) => SafetensorsFile.Write(
        path,
        blocks.Select(block => NamedTensor.Create(block.Name, [block.Block.Length], block.Block)),
        new Dictionary<string, string>(metadata) { [VersionKey] = Version });

    /// <summary>Reads a block.</summary>
    /// <exception cref="InvalidDataException">There is none of that name and length.</exception>
    internal void Read(string name, Span<float> into)
    {
        var tensor = _file[name];
        if (tensor.Count != into.Length) throw new InvalidDataException($"{_file.Source}: \"{name}\" has {tensor.Count} numbers, this network's has {into.Length}: the checkpoint is of another network.");
        tensor.ReadFloats(into);
    }

    internal bool Holds(string name) => _file.Contains(name);

    /// <summary>Refuses a run that is not this one.</summary>
    /// <exception cref="InvalidDataException">Network, recipe, seed or cases differ; the message names both sides.</exception>
    internal void RequireSame(string network, Recipe recipe, ulong seed, string cases)
    {
        Same("network", Network, network);
        Same("recipe", RecipeFile.ToJson(Recipe), RecipeFile.ToJson(recipe));
        Same("seed", $"{Seed}", $"{seed}");
        Same("data", Cases, cases);
    }

    private void Same(string what, string theirs, string ours)
    {
        if (theirs == ours) return;
        var at = theirs.Zip(ours).TakeWhile(pair => pair.First == pair.Second).Count();
        throw new InvalidDataException($"{_file.Source}: the checkpoint is of another run: its {what} is {Around(theirs, at)}, this run's {Around(ours, at)}. Resume with what it was begun with, or begin anew with another --out.");
    }

    // Long texts are shown where they begin to differ.
    private static string Around(string text, int at) => text.Length <= 120 ? text : $"…{text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 60)]}…";

    private InvalidDataException Damaged(string key) => new($"{_file.Source}: the checkpoint says nothing of \"{key}\": it is damaged.");
}
