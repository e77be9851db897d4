using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>A mended copy that appears whole or not at all: it is written beside its name and renamed.</summary>
internal static class MendedFolder
{
    /// <summary>Refuses a folder that holds something, which a copy would be mixed into.</summary>
    /// <exception cref="IOException">It does, or it is a file.</exception>
    public static void RequireNew(string folder)
    {
        if (File.Exists(folder)) throw new IOException($"{folder}: this is a file. Name a new folder for the mended copy.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new IOException($"{folder}: the folder is not empty. Name a new one for the mended copy.");
    }

    /// <summary>Writes the copy.</summary>
    /// <exception cref="IOException">The folder holds something, or can't be written to.</exception>
    /// <exception cref="InvalidDataException">The masks together are no masks: too many numbers.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static MendedCopy Write(SegmentationData data, string folder, CancellationToken cancel)
    {
        RequireNew(folder);
        var beside = $"{Path.TrimEndingDirectorySeparator(folder)}.{Environment.ProcessId}.part";
        try
        {
            var copy = MaskMending.Write(data, beside, cancel);
            if (copy.Cases == 0) return copy;
            if (Directory.Exists(folder)) Directory.Delete(folder);
            Directory.Move(beside, folder);
            return copy;
        }
        finally
        {
            if (Directory.Exists(beside)) Directory.Delete(beside, recursive: true);
        }
    }
}
