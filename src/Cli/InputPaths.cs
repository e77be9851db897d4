using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>Paths that a user named: each a file, or a folder that stands for the images in it.</summary>
internal static class InputPaths
{
    /// <summary>The files meant, in the order of the paths and within a folder of the names; none twice.</summary>
    /// <exception cref="FileNotFoundException">There is neither a file nor a folder of a name.</exception>
    /// <exception cref="InvalidDataException">A folder holds no images.</exception>
    public static IReadOnlyList<string> Files(IEnumerable<string> paths) => [.. paths.SelectMany(Expand).DistinctBy(Path.GetFullPath)];

    private static IEnumerable<string> Expand(string path)
    {
        if (!Directory.Exists(path)) return File.Exists(path) ? [path] : throw new FileNotFoundException($"{path}: there is no such file or folder.");
        var inside = FileNames.ImagesIn(path);
        return inside.Length > 0 ? inside
            : throw new InvalidDataException($"{path}: the folder holds no images (files such as .png, .tif, .npy; folders inside it are not searched).");
    }
}
