using System.Diagnostics;
using System.Globalization;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>A training as it goes: one line that changes on a terminal, a line now and then where the output is redirected.</summary>
internal sealed class TrainingDisplay : IProgress<TrainingProgress>
{
    private static readonly TimeSpan _betweenLines = TimeSpan.FromSeconds(10), _betweenChanges = TimeSpan.FromSeconds(0.25);

    private readonly bool _terminal = !Console.IsErrorRedirected;
    private long _shown;
    private ValidationPoint? _validation;

    /// <summary>Shows where it stands, unless that was done a moment ago.</summary>
    public void Report(TrainingProgress value)
    {
        if (value.Validation is { } validation && validation != _validation)
        {
            _validation = validation;
            Line(string.Create(CultureInfo.InvariantCulture, $"validation at step {validation.Step} on {Cases(validation.Cases)}: Dice {validation.Dice:0.000}, IoU {validation.IoU:0.000}, precision {validation.Precision:0.000}, recall {validation.Recall:0.000}"));
        }

        if (_shown != 0 && Stopwatch.GetElapsedTime(_shown) < (_terminal ? _betweenChanges : _betweenLines)) return;
        _shown = Stopwatch.GetTimestamp();
        var text = Text(value);
        if (_terminal) Console.Error.Write($"\r{text.PadRight(Math.Max(0, Math.Min(Console.WindowWidth - 1, 140)))}");
        else Console.Error.WriteLine(text);
    }

    /// <summary>Ends the line that changes.</summary>
    public void Complete() => Clear();

    private static string Text(TrainingProgress value)
    {
        if (value.Steps == 0) return $"{value.Phase} …";
        var share = (double)value.Step / value.Steps;
        var bar = new string('━', (int)(share * 24)).PadRight(24, '─');
        return string.Create(CultureInfo.InvariantCulture, $"{bar} step {value.Step}/{value.Steps}  loss {value.Loss:0.0000}  {value.ImagesPerSecond:0.0} images/s  {Left(value.Remaining)} left{(value.Phase == "training" ? "" : "  " + value.Phase)}");
    }

    private static string Left(TimeSpan time) => time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}") : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");

    private static string Cases(int count) => count == 1 ? "1 case" : $"{count} cases";

    private void Line(string text)
    {
        Clear();
        Console.Error.WriteLine(text);
    }

    private void Clear()
    {
        if (_terminal) Console.Error.Write($"\r{new string(' ', Math.Max(0, Math.Min(Console.WindowWidth - 1, 140)))}\r");
    }
}
