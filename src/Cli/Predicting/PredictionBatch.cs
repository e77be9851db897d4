using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace UNetSharp.Cli;

/// <summary>All inputs of one call: a bad one does not keep the others from being segmented.</summary>
internal sealed class PredictionBatch
{
    // ENOSPC, and ERROR_DISK_FULL of Windows.
    private static readonly int[] DiskFull = [28, unchecked((int)0x80070070)];

    private readonly List<PredictionOutputs> _planned = [];
    private readonly List<PredictionRecord> _done = [];
    private readonly List<(string Input, string Message)> _failures = [];
    private readonly int _inputs;
    private readonly string _folder;
    private double _seconds;

    /// <summary>Names the outputs. Nothing is written yet.</summary>
    /// <exception cref="IOException">Outputs would overwrite one another, an input, or what is there already.</exception>
    public PredictionBatch(IReadOnlyList<string> inputs, string folder, PredictionWishes wishes)
    {
        (_inputs, _folder) = (inputs.Count, folder);
        if (File.Exists(folder)) throw new IOException($"{folder}: --out names a folder, but this is a file.");
        foreach (var input in inputs) Try(input, () => _planned.Add(PredictionOutputs.For(input, folder, wishes)));
        PredictionOutputs.RequireFree(_planned, wishes.Force);
    }

    private int ExitCode => _failures.Count == 0 ? CommandLine.Success : CommandLine.Failed;

    /// <summary>Segments all.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; what was finished stays.</exception>
    public void Run(PredictionRun run, CancellationToken cancel)
    {
        if (_planned.Count == 0) return;
        Directory.CreateDirectory(_folder);
        var watch = Stopwatch.StartNew();
        ProgressDisplay.Show("segmenting", shown =>
        {
            for (var at = 0; at < _planned.Count; at++)
            {
                var outputs = _planned[at];
                shown.Title = _planned.Count == 1 ? $"segmenting {Path.GetFileName(outputs.Input)}" : $"segmenting {Path.GetFileName(outputs.Input)} ({at + 1} of {_planned.Count})";
                var full = !Try(outputs.Input, () => _done.Add(run.Do(outputs, ProgressDisplay.Part(shown, at, _planned.Count), cancel)));
                shown.Report((at + 1.0) / _planned.Count);
                if (!full) continue;

                // No other would fare better.
                foreach (var left in _planned.Skip(at + 1)) _failures.Add((left.Input, $"{left.Input}: not begun, since the disk is full."));
                break;
            }
        });
        _seconds = watch.Elapsed.TotalSeconds;
    }

    /// <summary>Prints what was written, and on standard error what was not.</summary>
    /// <returns>The exit code.</returns>
    public int Print()
    {
        foreach (var record in _done)
        {
            var (layout, files) = (record.Layout, string.Join(", ", record.Outputs.Files.Select(file => file.Path)));
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{files}: {layout.Width}x{layout.Height}{(record.Planes > 1 ? $"x{record.Planes}" : "")}{(record.Objects is { } objects ? ", " + Printing.Counted(objects, "object") : "")}, {Printing.Counted(record.Tiles, "tile")}{(record.InRows ? " in bands of rows" : "")}, {record.Seconds:0.0} s"));
        }

        PrintFailures();
        return ExitCode;
    }

    /// <summary>Prints what was written, and what was not, as JSON.</summary>
    /// <param name="models">The model files.</param>
    /// <returns>The exit code.</returns>
    public int PrintJson(IReadOnlyList<string> models)
    {
        Printing.Json(new JsonObject
        {
            ["models"] = new JsonArray([.. models.Select(model => (JsonNode?)model)]),
            ["outputs"] = new JsonArray([.. _done.Select(Json)]),
            ["failures"] = new JsonArray([.. _failures.Select(failure => new JsonObject { ["input"] = failure.Input, ["message"] = failure.Message })]),
            ["seconds"] = Math.Round(_seconds, 3),
        });
        PrintFailures();
        return ExitCode;
    }

    private static JsonNode? Json(PredictionRecord record)
    {
        var files = new JsonObject();
        foreach (var (kind, path) in record.Outputs.Files) files[kind] = new JsonObject { ["path"] = path, ["bytes"] = new FileInfo(path).Length };
        var document = new JsonObject
        {
            ["input"] = record.Outputs.Input,
            ["files"] = files,
            ["width"] = record.Layout.Width,
            ["height"] = record.Layout.Height,
            ["planes"] = record.Planes,
            ["tiles"] = record.Tiles,
            ["inBandsOfRows"] = record.InRows,
            ["seconds"] = Math.Round(record.Seconds, 3),
        };
        if (record.Objects is { } objects) document["objects"] = objects;
        return document;
    }

    private void PrintFailures()
    {
        if (_failures.Count == 0) return;
        if (_inputs > 1) Console.Error.WriteLine($"{_failures.Count} of {_inputs} inputs failed:");
        foreach (var (_, message) in _failures) Console.Error.WriteLine(message);
    }

    // False only where it makes no sense to go on with others.
    private bool Try(string input, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception failure) when (failure is ArgumentException or IOException or InvalidDataException or UnauthorizedAccessException or OutOfMemoryException or OverflowException or NotSupportedException)
        {
            var message = CommandLine.Message(failure);
            _failures.Add((input, message.StartsWith(input, StringComparison.Ordinal) ? message : $"{input}: {message}"));
            return !(failure is IOException full && DiskFull.Contains(full.HResult));
        }
    }
}
