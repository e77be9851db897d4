using System.Diagnostics;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>A program as a user starts it: words, streams and an exit code.</summary>
internal static class ChildProcess
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="words">What stands behind it on the command line.</param>
    /// <param name="folder">Where it is started; null: here.</param>
    /// <param name="environment">Variables to add to ours.</param>
    public static (int ExitCode, string Output, string Errors) Run(string program, IEnumerable<string> words, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(program, words, folder, environment);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    /// <summary>Starts a program and leaves it running; its streams are the caller's to read.</summary>
    public static Process Start(string program, IEnumerable<string> words, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
