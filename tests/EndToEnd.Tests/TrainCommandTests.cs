using System.Diagnostics;
using System.Text.Json;
using UNetSharp.Imaging;
using UNetSharp.ModelFiles;
using UNetSharp.Training;

namespace UNetSharp.EndToEnd.Tests;

/// <summary><c>unet train</c> and <c>unet demo</c>: files left behind, interruption and resumption, and what is refused.</summary>
public sealed class TrainCommandTests : IDisposable
{
    private static readonly string[] Small = ["--width", "4", "--depth", "2", "--patch", "32", "--batch", "2", "--threads", "1"];

    private readonly TestFolder _folder = new();

    public TrainCommandTests()
    {
        var cells = new SyntheticCells { Height = 64, Width = 64, Radius = 8 };
        for (var number = 0; number < 5; number++)
        {
            var (image, objects) = cells.Draw(1, number);
            _folder.With($"images/{number}.png", image).With($"masks/{number}.png", objects);
        }
    }

    private string ModelPath => _folder["cells.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_leaves_a_model_that_can_be_used_a_record_a_report_and_a_checkpoint()
    {
        var (code, output, errors) = Train("--iterations", "30", "--json");
        Assert.True(code == 0, errors);
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Equal(30, document.GetProperty("training").GetProperty("steps").GetInt32());
        Assert.Equal("instances 0 1", document.GetProperty("training").GetProperty("classes").GetString());
        foreach (var file in (string[])["cells.safetensors", "cells.jsonl", "cells.html", "cells.checkpoint"]) Assert.True(File.Exists(_folder[file]), file);
        Assert.Equal(4, ((Networks.UNet)Model.Load(ModelPath).Network).Width);
    }

    [Fact]
    public void An_existing_model_is_not_written_over_unless_forced()
    {
        File.WriteAllText(ModelPath, "mine");
        var (code, _, errors) = Train("--iterations", "1");
        Assert.Equal(1, code);
        Assert.Contains("exists: --resume goes on with it, --force begins anew", errors, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(ModelPath));
        Assert.Equal(0, Train("--iterations", "1", "--force").ExitCode);
    }

    [Fact]
    public void Interrupted_it_gives_130_and_resumed_it_ends_as_if_it_had_never_stopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGINT to send");
        string[] words = ["train", _folder.Path, "--out", ModelPath, .. Small, "--iterations", "400", "--seed", "3"];
        using (var process = Unet.Start(words))
        {
            // The record is begun with the first step.
            Assert.True(SpinWait.SpinUntil(() => File.Exists(_folder["cells.jsonl"]) || process.HasExited, TimeSpan.FromMinutes(2)));
            using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
            process.WaitForExit();
            Assert.Equal(130, process.ExitCode);
        }

        var stopped = Checkpoint.Read(Checkpoint.PathFor(ModelPath));
        Assert.InRange(stopped.Step, 0, 399);
        Assert.False(File.Exists(ModelPath));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.part"));
        Assert.Equal(0, Unet.Run("train", _folder.Path, "--out", ModelPath, "--resume", "--threads", "2").ExitCode);
        Assert.Equal(0, Unet.Run([.. words.Select(word => word == ModelPath ? _folder["whole.safetensors"] : word)]).ExitCode);
        var (resumed, whole) = (Model.Load(ModelPath), Model.Load(_folder["whole.safetensors"]));
        Assert.True(resumed.Weights.Trained.SequenceEqual(whole.Weights.Trained));
    }

    [Fact]
    public void A_full_disk_ends_a_training_with_one_sentence_and_leaves_the_last_checkpoint_whole()
    {
        // In a namespace of its own anyone may mount a file system; this one holds one checkpoint, and not the next beside it.
        var disk = Directory.CreateDirectory(_folder["disk"]).FullName;
        Assert.Equal(0, Train("--iterations", "26").ExitCode);
        var checkpoint = new FileInfo(_folder["cells.checkpoint"]).Length;
        var mount = $"mount -t tmpfs -o size={checkpoint * 3 / 2 / 1024}k tmpfs '{disk}'";
        Assert.SkipWhen(ChildProcess.Run("unshare", ["-Urm", "bash", "-c", mount]).ExitCode != 0, "user namespaces are not allowed here");
        var train = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "unet.dll")}' train '{_folder.Path}' --out '{disk}/cells.safetensors' {string.Join(' ', Small)} --iterations 90";
        var (code, output, errors) = ChildProcess.Run("unshare", ["-Urm", "bash", "-c", $"{mount}; {train}; code=$?; ls -A '{disk}'; cp '{disk}'/*.checkpoint '{_folder.Path}'; exit $code"]);
        Assert.Equal(1, code);
        Assert.Contains("No space left on device", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(".part", output, StringComparison.Ordinal);
        Assert.Equal(25, Checkpoint.Read(_folder["cells.checkpoint"]).Step);
    }

    [Fact]
    public void Print_config_writes_a_recipe_that_config_reads()
    {
        var (code, yaml, _) = Unet.Run("train", "--print-config", "--recipe", "paper2015", "--width", "32", "--set", "loss.smoothing=0.1");
        Assert.Equal(0, code);
        File.WriteAllText(_folder["recipe.yaml"], yaml);
        Assert.Equal(Recipe.Paper2015 with { Network = Recipe.Paper2015.Network.With("width", "32"), Loss = new CrossEntropyLossOptions(0.1f) }, RecipeFile.Read(_folder["recipe.yaml"]));
        Assert.Equal(yaml, Unet.Run("train", "--print-config", "--config", _folder["recipe.yaml"]).Output);
    }

    [Theory]
    [InlineData(2, "--out is missing", "train", "DATA")]
    [InlineData(2, "Name the data: a folder with images/ and masks/", "train", "--out", "x.safetensors")]
    [InlineData(2, "There is no recipe \"papr\"; there are default, paper2015.", "train", "DATA", "--out", "x.safetensors", "--recipe", "papr")]
    [InlineData(2, "there is no setting \"btach\"", "train", "DATA", "--out", "x.safetensors", "--set", "btach=3")]
    [InlineData(2, "Give one of --iterations, --epochs and --minutes.", "train", "DATA", "--out", "x.safetensors", "--minutes", "3", "--epochs", "2")]
    [InlineData(2, "--fold 3: expected K/N such as 1/5.", "train", "DATA", "--out", "x.safetensors", "--fold", "3")]
    [InlineData(1, "there is no such folder for the model", "train", "DATA", "--out", "/nowhere/x.safetensors")]
    [InlineData(1, "nosuch.checkpoint", "train", "DATA", "--out", "nosuch.safetensors", "--resume")]
    [InlineData(1, "nosuch", "train", "nosuch", "--out", "x.safetensors")]
    [InlineData(1, "Training needs", "train", "DATA", "--out", "DATA/x.safetensors", "--memory", "1MB", "--iterations", "1")]
    public void What_can_not_work_is_said_in_a_sentence_and_leaves_no_file(int expected, string message, params string[] words)
    {
        var (code, output, errors) = Unet.Run([.. words.Select(word => word.Replace("DATA", _folder.Path, StringComparison.Ordinal))]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["x.safetensors"]));
    }

    [Fact]
    public void Masks_that_can_not_be_learnt_are_refused_before_the_first_step()
    {
        File.Delete(_folder["masks/2.png"]);
        _folder.With("masks/2.png", Pictures.Box(20, 64));
        var (code, _, errors) = Train("--iterations", "1");
        Assert.Equal(1, code);
        Assert.Contains("the mask is 20x64 but its image", errors, StringComparison.Ordinal);
        Assert.Contains("The data can't be trained on: 1 error, listed above.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_name_the_cases_for_validation()
    {
        File.WriteAllText(_folder["held-out.txt"], "1\n3.png\n");
        var (code, output, errors) = Train("--iterations", "2", "--validation", _folder["held-out.txt"], "--json");
        Assert.True(code == 0, errors);
        Assert.Equal("1, 3", JsonDocument.Parse(output).RootElement.GetProperty("training").GetProperty("validation cases").GetString());
    }

    [Fact]
    public void Demo_segments_cells_that_it_never_saw_and_leaves_pictures_and_a_report()
    {
        var folder = _folder["demo"];
        var (code, output, errors) = Unet.Run("demo", "--out", folder, "--iterations", "40", "--json");
        Assert.True(code == 0, errors);
        Assert.InRange(JsonDocument.Parse(output).RootElement.GetProperty("iou").GetDouble(), 0.5, 1);
        Assert.Equal(30, Directory.GetFiles(folder, "*.png").Length);
        Assert.Equal(1042, Image.Read(Path.Combine(folder, "unseen-1-side-by-side.png")).Width);
        Assert.Contains("unseen-6", File.ReadAllText(Path.Combine(folder, "report.html")), StringComparison.Ordinal);
        var again = Unet.Run("demo", "--out", folder, "--iterations", "1");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("the folder is not empty", again.Errors, StringComparison.Ordinal);
    }

    private (int ExitCode, string Output, string Errors) Train(params string[] words) => Unet.Run(["train", _folder.Path, "--out", ModelPath, .. Small, .. words]);
}
