using System.Security.Cryptography;
using System.Text.Json.Nodes;
using UNetSharp.Imaging.Formats.Npy;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>A model of the BioImage Model Zoo: a description in YAML with weights, and test tensors with which they must agree.</summary>
/// <remarks>
/// Specification: https://github.com/bioimage-io/spec-bioimage-io, models 0.4 and 0.5. Read is a folder or a .zip with one input and one output; of its weights ONNX, else a PyTorch state dictionary whose network is
/// recognised. TorchScript and source code are programs, and are not run.
/// </remarks>
internal sealed class BioimagePackage : IDisposable
{
    // Where the description stands: "rdf.yaml" of old, "bioimageio.yaml" now, and with a version in front of it.
    private static readonly string[] Descriptions = ["rdf.yaml", "bioimageio.yaml", "*.bioimageio.yaml", "model.yaml"];

    private const long MostBytesOfDescription = 1 << 22;

    // The formats that are read, the better one first.
    private static readonly string[] Formats = ["onnx", "pytorch_state_dict"];

    private readonly PackageFolder folder;
    private readonly JsonObject description;

    private BioimagePackage(PackageFolder folder)
    {
        this.folder = folder;
        var file = Descriptions.Select(folder.Find).FirstOrDefault(found => found is not null) ?? throw new InvalidDataException($"{folder.Name}: holds no description of a model ({string.Join(", ", Descriptions)}).");
        description = Read(file);
        Input = new BioimageTensor(Tensors("inputs")[0]!, $"{folder.Name}: the first input");
        Output = new BioimageTensor(Tensors("outputs")[0]!, $"{folder.Name}: the first output");
        if (Tensors("inputs").Count > 1) throw new InvalidDataException($"{folder.Name}: the model takes {Tensors("inputs").Count} tensors; models that take one image are read.");
        if (!Input.Axes.StartsWith("bc", StringComparison.Ordinal) || Input.Axes.Length is not (4 or 5)) throw new InvalidDataException($"{folder.Name}: the model takes an image with the axes \"{Input.Axes}\"; read are \"bcyx\" and \"bczyx\".");
    }

    /// <summary>The model's name.</summary>
    public string Name => description.Entry("name")?.ToString() ?? "a model without a name";

    /// <summary>The image that the model takes.</summary>
    public BioimageTensor Input { get; }

    /// <summary>What it gives; the first where there are several.</summary>
    public BioimageTensor Output { get; }

    /// <summary>Whether a path is one: a .zip file, or a folder with a description.</summary>
    public static bool Is(string path) => path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || (Directory.Exists(path) && Descriptions.Any(pattern => Directory.EnumerateFiles(path, pattern).Any()));

    /// <summary>Opens one.</summary>
    /// <exception cref="InvalidDataException">No package, or damaged.</exception>
    public static BioimagePackage Open(string path)
    {
        var folder = PackageFolder.Open(path);
        try
        {
            return new BioimagePackage(folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The file of the weights.</summary>
    /// <exception cref="InvalidDataException">None that is read, or its SHA-256 is another than the description says.</exception>
    public string Weights()
    {
        var entries = description.Entry("weights") as JsonObject ?? [];
        foreach (var entry in Formats.Select(format => entries[format]))
        {
            if (entry.Entry("source") is not { } source || folder.Find(source.ToString()) is not { } file) continue;

            // Values may lie in a file beside the graph, which names it.
            if (entry.Entry("external_data").Entry("source") is { } values) folder.Find(values.ToString());
            return Checked(file, source.ToString(), entry.Entry("sha256")?.ToString());
        }

        throw new InvalidDataException($"{folder.Name}: holds no weights that are read, which are {string.Join(" and ", Formats)}; the description names {string.Join(", ", entries.Select(entry => $"{entry.Key} ({entry.Value.Entry("source")})"))}.");
    }

    /// <summary>The test tensors; null where the package has none.</summary>
    /// <exception cref="InvalidDataException">They are damaged, or have other axes than the description says.</exception>
    public (AxesArray Input, AxesArray Output)? Test() => Test(Input, "test_inputs") is { } input && Test(Output, "test_outputs") is { } output ? (input, output) : null;

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    private JsonObject Read(string file)
    {
        if (new FileInfo(file).Length > MostBytesOfDescription) throw new InvalidDataException($"{folder.Name}: {Path.GetFileName(file)} is larger than any description.");
        using var text = File.OpenText(file);
        try
        {
            return Yaml.Read(text) is JsonObject map ? map : throw new InvalidDataException($"{folder.Name}: {Path.GetFileName(file)} is no description of a model.");
        }
        catch (YamlDotNet.Core.YamlException damage)
        {
            throw new InvalidDataException($"{folder.Name}: {Path.GetFileName(file)}: {damage.Message}", damage);
        }
    }

    // 0.5 names the file at the tensor, 0.4 in a list of its own.
    private AxesArray? Test(BioimageTensor tensor, string list)
    {
        if ((tensor.Test ?? (description.Entry(list) is JsonArray { Count: > 0 } files ? (files[0]!.ToString(), null) : null)) is not var (source, digest) || folder.Find(source) is not { } file) return null;
        var array = NpyFile.Read(Checked(file, source, digest));
        return array.Shape.Count == tensor.Axes.Length ? new AxesArray(tensor.Axes, array.ToFloats(), array.Shape)
            : throw new InvalidDataException($"{folder.Name}: {source} has the shape [{string.Join(", ", array.Shape)}], but the description says its axes are \"{tensor.Axes}\".");
    }

    private JsonArray Tensors(string list) => description.Entry(list) is JsonArray { Count: > 0 } tensors && tensors.All(tensor => tensor is JsonObject) ? tensors : throw new InvalidDataException($"{folder.Name}: the description names no {list}.");

    private string Checked(string file, string source, string? digest)
    {
        if (digest is null) return file;
        using var stream = File.OpenRead(file);
        var found = Convert.ToHexStringLower(SHA256.HashData(stream));
        return found.Equals(digest, StringComparison.OrdinalIgnoreCase) ? file : throw new InvalidDataException($"{folder.Name}: {source} is damaged or another file: its SHA-256 is {found}, the description says {digest}.");
    }
}
