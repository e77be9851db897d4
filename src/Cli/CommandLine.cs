using System.CommandLine;
using System.Runtime.InteropServices;

namespace UNetSharp.Cli;

/// <summary>What all commands share: exit codes, messages without stacks, Ctrl+C.</summary>
internal static class CommandLine
{
    /// <summary>Success, the work failed, the command line was wrong, interrupted.</summary>
    public const int Success = 0, Failed = 1, Wrong = 2, Interrupted = 130;

    /// <summary>Parses and runs.</summary>
    /// <param name="args">The words behind <c>unet</c>.</param>
    /// <param name="commands">The commands.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, IReadOnlyList<Command> commands)
    {
        var root = new RootCommand("UNetSharp: trains U-Nets and segments with them. Each command explains itself: unet COMMAND --help");
        foreach (var command in commands)
        {
            root.Add(command);
        }

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine(string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message)));
            Console.Error.WriteLine($"Try: unet {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help");
            return Wrong;
        }

        using var interruption = new CancellationTokenSource();
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            // Commands work on this thread until they are done; the library's own handler would listen only from then on.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return parsed.InvokeAsync(configuration, interruption.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (interruption.IsCancellationRequested)
        {
            Console.Error.WriteLine("Interrupted.");
            return Interrupted;
        }
        catch (UsageException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            return Wrong;
        }
        catch (Exception failure) when (failure is ArgumentException or IOException or InvalidDataException or UnauthorizedAccessException or OutOfMemoryException or NotSupportedException)
        {
            Console.Error.WriteLine(Message(failure));
            return Failed;
        }

        // The first asks the work to stop and to tidy up; the second is not caught and ends the process at once.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !interruption.IsCancellationRequested;
            interruption.Cancel();
        }
    }

    /// <summary>What to tell of a failure: its own message, unless it comes from the runtime and says nothing to a user.</summary>
    public static string Message(Exception failure) =>
        failure is OutOfMemoryException and not InsufficientMemoryException ? "The machine has not enough memory for this: give --memory less, or take a smaller image or network." : failure.Message;

    /// <summary>Runs what only the user's words can make fail: its refusals are refusals of the command line.</summary>
    /// <exception cref="UsageException">In place of any <see cref="ArgumentException"/>.</exception>
    public static T FromWords<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message, wrong);
        }
    }
}

/// <summary>The command line was wrong: exit code 2.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
