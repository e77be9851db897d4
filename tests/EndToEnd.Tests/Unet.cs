using System.Diagnostics;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>The command as it is built beside the tests.</summary>
internal static class Unet
{
    public static (int ExitCode, string Output, string Errors) Run(params string[] words) => RunIn(null, words);

    /// <summary>Runs it in a folder, where relative paths then lie.</summary>
    public static (int ExitCode, string Output, string Errors) RunIn(string? folder, params string[] words) => ChildProcess.Run("dotnet", Command(words), folder);

    /// <summary>Starts it and leaves it running; its streams are the caller's to read.</summary>
    /// <remarks>A shell starts its background jobs deaf to Ctrl+C, and their children inherit it. So that tests of it hold there too, Linux's `env` gives the signal its meaning back.</remarks>
    public static Process Start(params string[] words) => OperatingSystem.IsLinux()
        ? ChildProcess.Start("env", ["--default-signal=INT", "dotnet", .. Command(words)])
        : ChildProcess.Start("dotnet", Command(words));

    private static string[] Command(string[] words) => [Path.Combine(AppContext.BaseDirectory, "unet.dll"), .. words];
}
