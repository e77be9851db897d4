using UNetSharp.Imaging;

namespace UNetSharp.Training.Tests;

/// <summary>A folder of one test's own, removed at its end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("unetsharp-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a picture below the folder.</summary>
    public TemporaryFolder With(string name, Image image)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        image.Write(this[name]);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
