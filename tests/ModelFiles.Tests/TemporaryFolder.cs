namespace UNetSharp.ModelFiles.Tests;

/// <summary>A folder of one test's own, removed at its end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("unetsharp-").FullName;

    public string this[string name] => Path.Combine(path, name);

    public IEnumerable<string> Files => Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file));

    public string With(string name, byte[] content)
    {
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public void Dispose() => Directory.Delete(path, recursive: true);
}
