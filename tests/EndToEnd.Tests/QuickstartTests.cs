using UNetSharp.Imaging;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>The commands of docs/quickstart.md as they stand there, but for the time that training takes.</summary>
public sealed class QuickstartTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_five_commands_run_as_they_are_written()
    {
        QuickstartFolder.Fill(_folder);
        var commands = MarkdownCode.In("docs/quickstart.md", "sh").SelectMany(piece => piece.Split('\n')).Where(line => line.StartsWith("unet ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["check", "train", "predict", "evaluate", "predict"], commands.Select(command => command.Split(' ')[1]));
        commands[1] = commands[1].Replacing("--minutes 15", "--iterations 3");
        var printed = new Dictionary<string, string>();
        foreach (var command in commands)
        {
            var (code, output, errors) = Unet.RunIn(_folder.Path, command.Split(' ')[1..]);
            Assert.True(code == 0, $"{command}: exit code {code}\n{output}\n{errors}");
            printed[command] = output;
        }

        Assert.Contains("Dice", printed[commands[3]], StringComparison.Ordinal);
        Assert.Equal(["1-overlay.png", "1.tif", "2-overlay.png", "2.tif"], _folder.Files("new-labels"));

        Assert.True(File.Exists(_folder["my-cells.html"]));
        foreach (var (image, labels) in (ReadOnlySpan<(string, string)>)[("kept-aside/images/x.tif", "kept-aside/predicted/x.tif"), ("new-images/2.tif", "new-labels/2.tif")])
        {
            var (seen, told) = (Image.Read(_folder[image]), Image.Read(_folder[labels]));
            Assert.Equal((seen.Height, seen.Width), (told.Height, told.Width));
            Assert.All(told.ToLabels(), label => Assert.Contains(label, (int[])[0, 255]));
        }
    }
}
