namespace UNetSharp.ModelFiles;

/// <summary>What <c>model.save("….keras")</c> writes since Keras 3: an uncompressed zip archive of the model's description (JSON) and its weights (HDF5).</summary>
/// <remarks>keras/src/saving/saving_lib.py. The description is not read: it may hold programs of its author's.</remarks>
internal static class KerasArchive
{
    private const string Weights = "model.weights.h5";

    /// <summary>Where the weights lie in the archive.</summary>
    /// <exception cref="InvalidDataException">No archive, or one without weights in HDF5.</exception>
    public static FileRange Find(string path, FileSnapshot file)
    {
        var entries = ZipDirectory.Read(path, file, "Keras");
        return entries.TryGetValue(Weights, out var range) ? range : throw new InvalidDataException($"{path}: is a zip archive, but not of Keras: it has no {Weights} among its {entries.Count} entries.");
    }
}
