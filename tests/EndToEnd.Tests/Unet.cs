using System.Diagnostics;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>The command as a user starts it: a process with words, two streams and an exit code.</summary>
internal static class Unet
{
    public static (int ExitCode, string Output, string Errors) Run(params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[Path.Combine(AppContext.BaseDirectory, "unet.dll"), .. words])
        {
            start.ArgumentList.Add(word);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
