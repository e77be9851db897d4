using System.IO.Compression;
using UNetSharp.Imaging;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>What <c>dotnet pack</c> makes, used as someone does who has nothing else of this project.</summary>
public sealed class PackageTests(Packages packages) : IClassFixture<Packages>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void There_are_two_packages_the_library_and_the_command() =>
        Assert.Equal([$"UNetSharp.{Packages.Version}.nupkg", $"UNetSharp.Tool.{Packages.Version}.nupkg"], packages.Files);

    [Fact]
    public void The_library_holds_every_room_with_its_documentation()
    {
        using var package = ZipFile.OpenRead(packages["UNetSharp"]);
        var expected = new[] { "Graphs", "Imaging", "Kernels", "ModelFiles", "Networks", "Segmentation", "Training" }
            .SelectMany(room => new[] { $"lib/net10.0/UNetSharp.{room}.dll", $"lib/net10.0/UNetSharp.{room}.xml" });
        Assert.Equal(expected, package.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.NotNull(package.GetEntry("README.md"));
    }

    [Fact]
    public void The_command_needs_no_other_package_and_runs()
    {
        packages.OfferIn(_folder.Path, others: false);
        Packages.DotNet(_folder.Path, "tool", "install", "UNetSharp.Tool", "--version", Packages.Version, "--tool-path", _folder["tools"], "--configfile", _folder["nuget.config"]);
        var (code, output, errors) = ChildProcess.Run(_folder["tools/unet"], ["networks"]);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("31,030,658", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_CSharp_of_the_quick_start_trains_and_segments_in_a_project_that_knows_only_the_package()
    {
        QuickstartFolder.Fill(_folder);
        packages.OfferIn(_folder.Path, others: true);
        File.WriteAllText(_folder["Program.cs"], MarkdownCode.In("docs/quickstart.md", "csharp").Single().Replacing("Minutes = 15", "Iterations = 3"));
        File.WriteAllText(_folder["segment.csproj"], $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="UNetSharp" Version="{Packages.Version}" />
              </ItemGroup>
            </Project>
            """);
        Packages.DotNet(_folder.Path, "run", "--configuration", "Release");
        var (image, labels) = (Image.Read(_folder["new-images/1.tif"]), Image.Read(_folder["new-labels.tif"]));
        Assert.Equal((image.Height, image.Width), (labels.Height, labels.Width));
        Assert.All(labels.ToLabels(), label => Assert.Contains(label, (int[])[0, 255]));
        Assert.True(File.Exists(_folder["my-cells.html"]));
    }
}
