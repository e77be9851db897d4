using System.Diagnostics;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>Ctrl+C and its kin: exit code 130, one word, and no half-written file.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_a_prediction_and_leaves_no_part_of_a_file(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        _folder.With("in.tif", Pictures.Waves(3000, 3000));
        using var process = Unet.Start("predict", Models.Save(_folder), _folder["in.tif"], "--out", _folder["out"], "--tile", "64", "--overlap", "0.9", "--memory", "220MB", "--threads", "1");
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var watch = Stopwatch.StartNew();
        while (_folder.Files("out").Length == 0 && watch.Elapsed < TimeSpan.FromSeconds(60)) await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.EndsWith(".part", Assert.Single(_folder.Files("out")), StringComparison.Ordinal);

        Assert.Equal(0, ChildProcess.Run("kill", [$"-{signal}", $"{process.Id}"]).ExitCode);
        var stopped = process.WaitForExit(60_000);
        if (!stopped) process.Kill();
        Assert.True(stopped, "it went on for a minute after the signal");
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("Interrupted.", (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        Assert.Empty(_folder.Files("out"));
    }

    [Fact]
    public void A_full_disk_is_told_with_the_names_of_all_inputs_and_leaves_no_part_of_a_file()
    {
        // In a namespace of its own anyone may mount a file system of 64 kB.
        Directory.CreateDirectory(_folder["out"]);
        Assert.SkipWhen(Shell($"mount -t tmpfs -o size=64k tmpfs '{_folder["out"]}'").ExitCode != 0, "user namespaces are not allowed here");
        var random = new Random(1);
        var noise = new byte[600 * 600];
        random.NextBytes(noise);
        _folder.With("in/a.tif", new(noise, 600, 600)).With("in/b.tif", new(noise, 600, 600));
        var unet = Path.Combine(AppContext.BaseDirectory, "unet.dll");
        var (code, output, errors) = Shell($"mount -t tmpfs -o size=64k tmpfs '{_folder["out"]}'; dotnet {unet} predict '{Models.Save(_folder)}' '{_folder["in"]}' --out '{_folder["out"]}' --probabilities; code=$?; ls -A '{_folder["out"]}'; exit $code");
        Assert.Equal(1, code);
        Assert.DoesNotContain(".part", output, StringComparison.Ordinal);
        Assert.DoesNotContain("probabilities", output, StringComparison.Ordinal);
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("2 of 2 inputs failed:", lines[0]);
        Assert.StartsWith($"{_folder["in/a.tif"]}: ", lines[1], StringComparison.Ordinal);
        Assert.Contains("No space left on device", lines[1], StringComparison.Ordinal);
        Assert.Equal($"{_folder["in/b.tif"]}: not begun, since the disk is full.", lines[2]);
    }

    private static (int ExitCode, string Output, string Errors) Shell(string script) => ChildProcess.Run("unshare", ["-Urm", "bash", "-c", script]);
}
