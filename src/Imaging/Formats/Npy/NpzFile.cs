using System.IO.Compression;

namespace UNetSharp.Imaging.Formats.Npy;

/// <summary>Reads and writes .npz: a ZIP archive of .npy files, one an array.</summary>
/// <remarks>https://numpy.org/doc/stable/reference/generated/numpy.savez.html: "a zipped archive of files named after the variables they contain".</remarks>
public static class NpzFile
{
    /// <summary>Reads every array, under its name without ".npy".</summary>
    /// <exception cref="InvalidDataException">The archive or one of its arrays is damaged.</exception>
    /// <exception cref="IOException">The file can't be opened or read.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(file, path);
    }

    /// <summary>Reads every array from a seekable stream.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">The archive or one of its arrays is damaged.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(Stream stream, string name)
    {
        var arrays = new SortedDictionary<string, NpyArray>(StringComparer.Ordinal);
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in archive.Entries)
            {
                if (!entry.FullName.EndsWith(".npy", StringComparison.Ordinal)) continue;
                using var content = entry.Open();
                arrays[entry.FullName[..^4]] = NpyFile.Read(content, $"{name}/{entry.FullName}");
            }
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{name}: the ZIP archive is damaged: {error.Message}", error);
        }

        return arrays;
    }

    /// <summary>Writes arrays, compressed, each under its name. The file appears whole or not at all.</summary>
    /// <exception cref="IOException">The file exists and <paramref name="overwrite"/> is false, or it can't be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, NpyArray> arrays, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        NewFile.Write(path, overwrite, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (key, array) in arrays)
            {
                var entry = archive.CreateEntry($"{key}.npy");
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);   // the same arrays give the same bytes
                using var content = entry.Open();
                NpyFile.Write(content, array);
            }
        });
    }
}
