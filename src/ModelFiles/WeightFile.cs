namespace UNetSharp.ModelFiles;

/// <summary>Files of tensors, whatever their format.</summary>
public static class WeightFile
{
    /// <summary>The endings that are read here.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".safetensors", ".onnx", ".pth", ".pt", ".ckpt", ".bin", ".h5", ".hdf5", ".keras"];

    /// <summary>Reads names, types, shapes and texts; values are read from the file when asked for.</summary>
    /// <param name="path">The file; what it is is read off its ending.</param>
    /// <exception cref="InvalidDataException">The ending is unknown, or the file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TensorSet Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
#pragma warning disable CA1308 // endings are lower case
        return Path.GetExtension(path).ToLowerInvariant() switch
#pragma warning restore CA1308
        {
            ".safetensors" => SafetensorsFile.Read(path),
            ".onnx" => OnnxFile.Read(path),
            ".pth" or ".pt" or ".ckpt" or ".bin" => PytorchFile.Read(path),
            ".h5" or ".hdf5" or ".keras" => KerasFile.Read(path),
            var other => throw new InvalidDataException($"{path}: weights are read from files ending in {string.Join(", ", Endings)}, not \"{other}\"."),
        };
    }

    /// <summary>Whether the file holds a graph beside its tensors.</summary>
    internal static bool IsOnnx(string path) => path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);
}
