using System.Diagnostics;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>The command as a user starts it: a process with words, two streams and an exit code.</summary>
internal static class Unet
{
    public static (int ExitCode, string Output, string Errors) Run(params string[] words)
    {
        using var process = Start(words);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    /// <summary>Starts it and leaves it running; its streams are the caller's to read.</summary>
    public static Process Start(params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[Path.Combine(AppContext.BaseDirectory, "unet.dll"), .. words])
        {
            start.ArgumentList.Add(word);
        }

        return Process.Start(start)!;
    }
}
