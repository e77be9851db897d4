using System.Text.Json;
using UNetSharp.ModelFiles;

namespace UNetSharp.Goldens;

/// <summary>One golden file: inputs, outputs and gradients that PyTorch, SciPy or scikit-image computed, with the parameters they used.</summary>
/// <remarks>Channels first, as the manifest says; <see cref="GoldenTensor.ChannelsLast"/> and its neighbours bring tensors into our order.</remarks>
public sealed class Golden
{
    private static readonly Lazy<Dictionary<string, JsonElement>> Manifest = new(ReadManifest);

    private readonly TensorSet tensors;

    private Golden(string name, TensorSet tensors) => (Name, this.tensors) = (name, tensors);

    /// <summary>The file's name without its ending.</summary>
    public string Name { get; }

    /// <summary>The manifest's <c>params</c>, such as <c>{"kernel": [3, 3], "stride": [1, 1], …}</c>; undefined where the manifest has none.</summary>
    public JsonElement Params => Manifest.Value.TryGetValue(Name + ".safetensors", out var entry) && entry.TryGetProperty("params", out var parameters) ? parameters : default;

    /// <summary>The names of the tensors, in the file's order.</summary>
    public IEnumerable<string> TensorNames => tensors.Tensors.Select(tensor => tensor.Name);

    /// <summary>A tensor of the file.</summary>
    public GoldenTensor this[string tensor] => new(tensors[tensor]);

    /// <summary>Opens <c>../shared/golden/NAME.safetensors</c>; skips the running test where the folder is absent.</summary>
    public static Golden Open(string name) => new(name, SafetensorsFile.Read(PathOf(name + ".safetensors")));

    /// <summary>The path of any file among the goldens, such as <c>checkpoint_nested_zip.pth</c>; skips the running test where the folder is absent.</summary>
    public static string PathOf(string file)
    {
        var folder = Repository.SharedOrSkip("golden");
        return Path.Combine(folder, file);
    }

    /// <summary>The names of the goldens that begin so, for theories; none where the folder is absent.</summary>
    public static IEnumerable<string> NamesStartingWith(string prefix) =>
        Directory.Exists(Repository.Shared("golden"))
            ? Directory.EnumerateFiles(Repository.Shared("golden"), prefix + "*.safetensors").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)
            : [];

    /// <summary>Whether the tensor is there.</summary>
    public bool Has(string tensor) => tensors.Contains(tensor);

    private static Dictionary<string, JsonElement> ReadManifest()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf("manifest.json")));
        return document.RootElement.GetProperty("files").EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("file").GetString()!, entry => entry.Clone());
    }
}
