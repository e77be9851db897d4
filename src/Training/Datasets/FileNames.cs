using UNetSharp.Imaging.Formats;

namespace UNetSharp.Training;

/// <summary>Names of image files: which files are images, and what of a name is the stem that pairs an image with its mask.</summary>
public static class FileNames
{
    // Endings of two parts first. Kinds that can't be read are images all the same: leaving them out silently would lose cases without a word.
    private static readonly string[] Endings =
    [
        ".nii.gz", ".ome.tif", ".ome.tiff", ".npy",
        ".png", ".tif", ".tiff", ".gif", ".bmp", ".jpg", ".jpeg", ".nii", ".nrrd", ".mha", ".mhd", ".dcm", ".webp", ".jp2", ".pgm", ".ppm",
    ];

    /// <summary>The image files of a folder in the order of their names; hidden files and all others are left out.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static string[] ImagesIn(string folder)
    {
        var files = Directory.EnumerateFiles(folder).Where(path => IsImage(path) && Path.GetFileName(path)[0] != '.').ToArray();
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    /// <summary>The name without folder and ending: "scan.nii.gz" is "scan".</summary>
    public static string Stem(string path)
    {
        var name = Path.GetFileName(path);
        var ending = Array.Find(Endings, ending => HasExtension(name, ending)) ?? Path.GetExtension(name);
        return name[..^ending.Length];
    }

    /// <summary>Whether a name ends so, in small or capital letters.</summary>
    public static bool HasExtension(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private static bool IsImage(string path) =>
        Array.Exists(Endings, ending => HasExtension(path, ending)) || ImageFormats.All.Any(format => format.Extensions.Any(ending => HasExtension(path, ending)));
}
