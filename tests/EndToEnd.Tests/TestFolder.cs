using UNetSharp.Imaging;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>A folder of one test's own, removed at its end.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("unet-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The files below a folder of it, in the order of their names; none where there is no such folder.</summary>
    public string[] Files(string folder) =>
        Directory.Exists(this[folder]) ? [.. Directory.EnumerateFiles(this[folder], "*", SearchOption.AllDirectories).Select(path => System.IO.Path.GetRelativePath(this[folder], path)).Order(StringComparer.Ordinal)] : [];

    /// <summary>Writes a picture below the folder.</summary>
    public TestFolder With(string name, Image image)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        image.Write(this[name]);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
