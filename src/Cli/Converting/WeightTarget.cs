using UNetSharp.Imaging.Formats.Npy;
using UNetSharp.ModelFiles;

namespace UNetSharp.Cli;

/// <summary>Where converted weights go.</summary>
internal static class WeightTarget
{
    private static readonly string[] Endings = [".safetensors", ".onnx", ".pth", ".pt", ".npz", ".zip"];

    /// <summary>Refuses a file that can't be written before anything is read.</summary>
    /// <exception cref="UsageException">Its ending names no format.</exception>
    /// <exception cref="IOException">It exists.</exception>
    public static void Require(string path, bool force)
    {
        if (!Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)) throw new UsageException($"{path}: weights are written to files ending in {string.Join(", ", Endings)}.");
        if (File.Exists(path) && !force) throw new IOException($"{path} exists: --force writes over it.");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder}: there is no such folder.");
    }

    /// <summary>Writes weights in the format of the ending.</summary>
    /// <exception cref="InvalidDataException">The format holds a network, and none is known for these weights.</exception>
    public static void Write(string path, WeightSource weights)
    {
        switch (Path.GetExtension(path).ToUpperInvariant())
        {
            case ".SAFETENSORS":
                RequireModel(weights).Save(path);
                break;
            case ".ONNX":
                OnnxFile.Write(path, RequireModel(weights));
                break;
            case ".ZIP":
                BioimageWriter.Write(path, RequireModel(weights));
                break;
            case ".NPZ":
                NpzFile.Write(path, weights.Tensors.ToDictionary(tensor => tensor.Name, tensor => new NpyArray(tensor.ToFloats(), tensor.Shape.AsSpan())), overwrite: true);
                break;
            default:
                PytorchFile.Write(path, weights.Tensors);
                break;
        }
    }

    private static Model RequireModel(WeightSource weights) => weights.Model ?? throw new InvalidDataException(weights.Refusal);
}
