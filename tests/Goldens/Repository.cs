namespace UNetSharp.Goldens;

/// <summary>Where the tests run: the folder that holds UNetSharp.slnx, and the folder of shared files next to it.</summary>
public static class Repository
{
    /// <summary>The repository's root, found by walking up from the test's binaries.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below <c>../shared</c>, whether it exists or not: <c>Shared("golden", "manifest.json")</c>.</summary>
    public static string Shared(params ReadOnlySpan<string> parts) =>
        Path.GetFullPath(Path.Combine([Root, "..", "shared", .. parts]));

    /// <summary>A path below <c>../shared</c>; skips the running test where it is absent.</summary>
    public static string SharedOrSkip(params ReadOnlySpan<string> parts)
    {
        var path = Shared(parts);
        if (!Path.Exists(path)) Assert.Skip($"{path} is absent: this test compares with shared files that are not part of the repository.");
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "UNetSharp.slnx")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds UNetSharp.slnx.");
    }
}
