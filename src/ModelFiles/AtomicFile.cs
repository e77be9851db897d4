namespace UNetSharp.ModelFiles;

/// <summary>A file that is written whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>Writes beside the name (<c>name.part</c>), flushes to the disk and renames, so that a crash leaves the old file as it was.</summary>
    /// <param name="path">The file to create or replace; its folder exists.</param>
    /// <param name="write">Writes the content; if it throws, nothing has changed.</param>
    /// <exception cref="IOException">The disk is full, the folder is missing, …</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var part = path + ".part";
        try
        {
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}
