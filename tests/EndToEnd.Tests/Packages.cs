using System.Reflection;
using UNetSharp.Goldens;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>Everything that <c>dotnet pack</c> makes of this build, in a folder which is the only source of packages that the tests allow.</summary>
public sealed class Packages : IDisposable
{
    /// <summary>A version that nobody has: an installed UNetSharp of the real version can't be taken for the one under test.</summary>
    public const string Version = "0.0.0-test";

    private readonly TestFolder _folder = new();

    public Packages()
    {
        var configuration = typeof(Packages).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        DotNet(Repository.Root, "pack", "--no-build", "--configuration", configuration, "--output", _folder.Path, $"-p:PackageVersion={Version}");
    }

    /// <summary>The packages' files.</summary>
    public IEnumerable<string> Files => _folder.Files("").Where(file => file.EndsWith(".nupkg", StringComparison.Ordinal));

    /// <summary>The path of a package.</summary>
    public string this[string id] => _folder[$"{id}.{Version}.nupkg"];

    /// <summary>Lets <c>dotnet</c> find these packages, and no others, in a folder.</summary>
    /// <param name="folder">Where dotnet will be started.</param>
    /// <param name="others">Whether packages by others may be taken too, those with which this repository was built: nothing is asked of a network.</param>
    public void OfferIn(string folder, bool others)
    {
        var built = typeof(Packages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "NuGetPackageRoot").Value;
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{_folder.Path}" /></packageSources>
              <fallbackPackageFolders><clear />{(others ? $"<add key=\"built\" value=\"{built}\" />" : "")}</fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>Runs the SDK, which must succeed.</summary>
    internal static string DotNet(string folder, params string[] words)
    {
        var environment = new Dictionary<string, string>
        {
            // Servers of the build must not outlive the test.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
        };
        // Nor must what the packages are unpacked to; the repository itself is restored already.
        if (folder != Repository.Root) environment["NUGET_PACKAGES"] = Path.Combine(folder, "packages");
        var (code, output, errors) = ChildProcess.Run("dotnet", words, folder, environment);
        Assert.True(code == 0, $"dotnet {string.Join(' ', words)}: exit code {code}\n{output}\n{errors}");
        Assert.DoesNotContain("warning", output, StringComparison.Ordinal);
        return output;
    }

    public void Dispose() => _folder.Dispose();
}
