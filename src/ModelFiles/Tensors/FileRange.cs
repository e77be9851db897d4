namespace UNetSharp.ModelFiles;

/// <summary>Consecutive bytes of a file.</summary>
/// <param name="Offset">The first byte's place.</param>
/// <param name="Length">How many bytes.</param>
internal readonly record struct FileRange(long Offset, long Length);
