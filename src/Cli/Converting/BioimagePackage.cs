using System.IO.Compression;
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

    // More than any package holds; what unpacks to more is no package.
    private const long MostBytes = 8L << 30;

    private readonly DirectoryInfo? unpacked;
    private readonly string folder;
    private readonly JsonNode description;

    private BioimagePackage(string folder, DirectoryInfo? unpacked)
    {
        (this.folder, this.unpacked) = (folder, unpacked);
        var file = Descriptions.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).FirstOrDefault() ?? throw new InvalidDataException($"{folder}: holds no description of a model ({string.Join(", ", Descriptions)}).");
        using var text = File.OpenText(file);
        try
        {
            description = Yaml.Read(text) is JsonObject map ? map : throw new InvalidDataException($"{file}: is no description of a model.");
        }
        catch (YamlDotNet.Core.YamlException damage)
        {
            throw new InvalidDataException($"{file}: {damage.Message}", damage);
        }

        Inputs = (description["inputs"] as JsonArray)?[0] ?? throw new InvalidDataException($"{file}: names no inputs.");
        Outputs = (description["outputs"] as JsonArray)?[0] ?? throw new InvalidDataException($"{file}: names no outputs.");
    }

    /// <summary>The model's name.</summary>
    public string Name => description["name"]?.ToString() ?? "a model without a name";

    /// <summary>The description of the first input.</summary>
    public JsonNode Inputs { get; }

    /// <summary>The description of the first output.</summary>
    public JsonNode Outputs { get; }

    /// <summary>Whether a path is one: a .zip file, or a folder with a description.</summary>
    public static bool Is(string path) => path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || (Directory.Exists(path) && Descriptions.Any(pattern => Directory.EnumerateFiles(path, pattern).Any()));

    /// <summary>Opens one; a .zip is unpacked into a folder of its own, which goes when the package is disposed.</summary>
    /// <exception cref="InvalidDataException">No package, or damaged.</exception>
    public static BioimagePackage Open(string path)
    {
        if (Directory.Exists(path)) return new BioimagePackage(path, null);
        var folder = Directory.CreateTempSubdirectory("unet-package-");
        try
        {
            Unpack(path, folder.FullName);
            return new BioimagePackage(folder.FullName, folder);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    private static void Unpack(string path, string folder)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            if (archive.Entries.Sum(entry => (decimal)entry.Length) > MostBytes) throw new InvalidDataException($"unpacks to more than {MostBytes} bytes");
            var outside = archive.Entries.FirstOrDefault(entry => !Path.GetFullPath(Path.Combine(folder, entry.FullName)).StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal));
            if (outside is not null) throw new InvalidDataException($"\"{outside.FullName}\" lies outside the package");
            archive.ExtractToDirectory(folder);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{path}: no package: {damage.Message.TrimEnd('.')}.", damage);
        }
    }

    /// <summary>The file of the weights.</summary>
    public string Weights()
    {
        foreach (var kind in (string[])["onnx", "pytorch_state_dict"])
        {
            if (description["weights"]?[kind]?["source"]?.ToString() is { } source && File.Exists(At(source))) return At(source);
        }

        throw new InvalidDataException($"{folder}: has no weights that are read (ONNX, PyTorch state dictionary); it names {string.Join(", ", (description["weights"] as JsonObject)?.Select(entry => entry.Key) ?? [])}.");
    }

    /// <summary>The test tensors; null where the package has none.</summary>
    public (NpyArray Input, NpyArray Output)? Test()
    {
        var input = Inputs["test_tensor"]?["source"]?.ToString() ?? (description["test_inputs"] as JsonArray)?[0]?.ToString();
        var output = Outputs["test_tensor"]?["source"]?.ToString() ?? (description["test_outputs"] as JsonArray)?[0]?.ToString();
        return input is not null && output is not null && File.Exists(At(input)) && File.Exists(At(output)) ? (NpyFile.Read(At(input)), NpyFile.Read(At(output))) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => unpacked?.Delete(recursive: true);

    // A name of a file in the package, and nothing that leads out of it.
    private string At(string source) => source == Path.GetFileName(source) ? Path.Combine(folder, source)
        : Path.GetFullPath(Path.Combine(folder, source)) is var path && path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path
        : throw new InvalidDataException($"{folder}: \"{source}\" lies outside the package.");
}
