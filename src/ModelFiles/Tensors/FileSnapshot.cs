namespace UNetSharp.ModelFiles;

/// <summary>A file as it was when its table of contents was read. Slices of it are opened for a read and closed after it, so nobody has to dispose a model file.</summary>
internal sealed class FileSnapshot(string path)
{
    private readonly DateTime written = File.GetLastWriteTimeUtc(path);

    /// <summary>The length in bytes.</summary>
    public long Length { get; } = new FileInfo(path).Length;

    /// <summary>A stream that stands at a position.</summary>
    /// <exception cref="InvalidDataException">The file is no longer the one whose table of contents was read: offsets would point anywhere.</exception>
    public Stream OpenAt(long position)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (stream.Length != Length || File.GetLastWriteTimeUtc(path) != written)
        {
            stream.Dispose();
            throw new InvalidDataException($"{path}: was changed since it was opened; read it again.");
        }

        stream.Position = position;
        return stream;
    }
}
