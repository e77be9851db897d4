using System.IO.Compression;
using System.IO.Enumeration;

namespace UNetSharp.Cli;

/// <summary>The files of a package: of a folder, or of a .zip, of which only what is asked for is unpacked.</summary>
internal sealed class PackageFolder : IDisposable
{
    // More than any file of a package has.
    private const long MostBytes = 8L << 30;

    private readonly string folder;
    private readonly ZipArchive? archive;

    // Of a package that lies in a folder of the .zip, that folder.
    private readonly string prefix = "";

    private PackageFolder(string name, string folder, ZipArchive? archive)
    {
        (Name, this.folder, this.archive) = (name, Path.GetFullPath(folder), archive);
        if (archive is null) return;
        var tops = archive.Entries.Select(entry => entry.FullName.Split('/') is { Length: > 1 } words ? words[0] + "/" : "").Distinct().ToArray();
        if (tops.Length == 1) prefix = tops[0];
    }

    /// <summary>The path of the package, for messages.</summary>
    public string Name { get; }

    /// <summary>Opens a folder or a .zip.</summary>
    /// <exception cref="InvalidDataException">The .zip is damaged, or its names lead out of it.</exception>
    public static PackageFolder Open(string path)
    {
        if (Directory.Exists(path)) return new PackageFolder(path, path, null);
        ZipArchive? archive = null;
        try
        {
            archive = ZipFile.OpenRead(path);
            var outside = archive.Entries.FirstOrDefault(entry => entry.FullName.Contains('\\', StringComparison.Ordinal) || Path.IsPathRooted(entry.FullName) || entry.FullName.Split('/').Contains(".."));
            if (outside is not null) throw new InvalidDataException($"\"{outside.FullName}\" is no name of a file within a package");
            return new PackageFolder(path, Directory.CreateTempSubdirectory("unet-package-").FullName, archive);
        }
        catch (InvalidDataException damage)
        {
            archive?.Dispose();
            throw new InvalidDataException($"{path}: no package: {damage.Message.TrimEnd('.')}.", damage);
        }
    }

    /// <summary>The path of a file; null if there is none.</summary>
    /// <param name="pattern">Its name within the package; at the top a * stands for any letters.</param>
    /// <exception cref="InvalidDataException">The name leads out of the package, or the file is damaged.</exception>
    public string? Find(string pattern)
    {
        var path = Path.GetFullPath(Path.Combine(folder, pattern));
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new InvalidDataException($"{Name}: \"{pattern}\" lies outside the package.");
        if (archive is null) return pattern.StartsWith('*') ? Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal).FirstOrDefault() : File.Exists(path) ? path : null;
        return archive.Entries.FirstOrDefault(entry => FileSystemName.MatchesSimpleExpression(prefix + pattern.Replace("./", "", StringComparison.Ordinal), entry.FullName, ignoreCase: false)) is { } found ? Unpack(found) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (archive is null) return;
        archive.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    // What the .zip says of a size bounds what is written, whatever the compressed bytes go on to say.
    private string Unpack(ZipArchiveEntry entry)
    {
        var path = Path.Combine(folder, entry.FullName);
        if (File.Exists(path)) return path;
        if (entry.Length > MostBytes) throw new InvalidDataException($"{Name}: {entry.FullName} unpacks to {entry.Length} bytes; no package has a file of more than {MostBytes}.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            using var from = entry.Open();
            using var to = File.Create(path);
            var buffer = new byte[1 << 16];
            for (long written = 0; ;)
            {
                var count = from.Read(buffer);
                if (count == 0) return written == entry.Length ? path : throw new InvalidDataException($"ends after {written} of {entry.Length} bytes");
                written += count;
                if (written > entry.Length) throw new InvalidDataException($"is longer than the {entry.Length} bytes that the directory says");
                to.Write(buffer.AsSpan(0, count));
            }
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{Name}: {entry.FullName} is damaged: {damage.Message.TrimEnd('.')}.", damage);
        }
    }
}
