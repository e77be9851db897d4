namespace UNetSharp.Imaging.Formats;

/// <summary>A file that appears whole or not at all: it is written beside its name and then renamed, so that a crash leaves the old file as it was.</summary>
internal sealed class NewFile : IDisposable
{
    private readonly string _path, _beside;
    private readonly bool _overwrite;

    /// <summary>Begins a file.</summary>
    /// <exception cref="IOException">The file exists and may not be replaced, or its folder can't be written to.</exception>
    public NewFile(string path, bool overwrite)
    {
        if (!overwrite && File.Exists(path)) throw new IOException($"{path}: the file exists already. Allow it to be replaced, or choose another name.");
        (_path, _overwrite) = (path, overwrite);
        // Process and thread are part of the name, so that two runs do not write into one another's file.
        _beside = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.part";
        Stream = new FileStream(_beside, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16);
    }

    /// <summary>Where the content goes; seekable and readable.</summary>
    public FileStream Stream { get; }

    /// <summary>Writes a whole file in one go.</summary>
    public static void Write(string path, bool overwrite, Action<Stream> write)
    {
        using var file = new NewFile(path, overwrite);
        write(file.Stream);
        file.Complete();
    }

    /// <summary>The content is whole: gives the file its name.</summary>
    public void Complete()
    {
        Stream.Dispose();
        File.Move(_beside, _path, _overwrite);
    }

    /// <summary>Without <see cref="Complete"/>, takes back what was written.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        finally
        {
            // On a full disk even closing fails, since it flushes.
            File.Delete(_beside);
        }
    }
}
