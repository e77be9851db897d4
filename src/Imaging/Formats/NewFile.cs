namespace UNetSharp.Imaging.Formats;

/// <summary>A file that appears whole or not at all: it is written beside its name and then renamed, so that a crash leaves the old file as it was.</summary>
internal static class NewFile
{
    public static void Write(string path, bool overwrite, Action<Stream> write)
    {
        if (!overwrite && File.Exists(path)) throw new IOException($"{path}: the file exists already. Allow it to be replaced, or choose another name.");
        var beside = PathBeside(path);
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16)) write(stream);
            File.Move(beside, path, overwrite);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>The name under which a file is written until it is whole: the process is part of it, so that two runs do not write into one another's file.</summary>
    public static string PathBeside(string path) => $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.part";
}
