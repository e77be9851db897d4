using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace UNetSharp.Cli;

/// <summary>How far work is, on standard error: on a terminal a bar with the time left; elsewhere a plain line now and then.</summary>
/// <example>
/// <code>
/// var labels = ProgressDisplay.Show("segmenting", shown => predictor.Segment(image, shown, cancel));
/// </code>
/// </example>
internal sealed class ProgressDisplay : IProgress<double>
{
    // The first plain line comes after ten seconds; later ones after a tenth of the time so far, a minute at most.
    private const double FirstPause = 10, LongestPause = 60;

    private readonly Lock _lock = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly IAnsiConsole? _terminal;
    private readonly ProgressTask? _bar;
    private double _told, _share;
    private double? _begun;
    private string _title;

    private ProgressDisplay(string title, IAnsiConsole? terminal, ProgressTask? bar) => (_title, _terminal, _bar) = (title, terminal, bar);

    /// <summary>What is being done: "segmenting a.tif (3 of 12)". May change on the way.</summary>
    public string Title
    {
        get => _title;
        set
        {
            lock (_lock)
            {
                _title = value;
                if (_bar is not null) _bar.Description = Markup.Escape(value);
            }
        }
    }

    /// <summary>Does work under a display, which is gone when it ends.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="work">Reports its share, 0 to 1, to what it is handed.</param>
    public static T Show<T>(string title, Func<ProgressDisplay, T> work)
    {
        if (Console.IsErrorRedirected) return work(new ProgressDisplay(title, null, null));
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var left = new TimeLeftColumn();
        return terminal.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), left)
            .Start(context => work(left.Display = new ProgressDisplay(title, terminal, context.AddTask(Markup.Escape(title), maxValue: 1))));
    }

    /// <inheritdoc cref="Show{T}(string, Func{ProgressDisplay, T})"/>
    public static void Show(string title, Action<ProgressDisplay> work) => Show(title, display =>
    {
        work(display);
        return true;
    });

    /// <summary>The progress of one of several equal parts, as progress of the whole.</summary>
    /// <param name="whole">Whom to tell.</param>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="parts">How many.</param>
    public static IProgress<double> Part(IProgress<double> whole, int part, int parts) => new PartOf(whole, part, parts);

    /// <summary>So much is done.</summary>
    /// <param name="value">0 to 1.</param>
    public void Report(double value)
    {
        lock (_lock)
        {
            // Work that goes on from a checkpoint begins above 0; what was done before took no time now.
            _begun ??= value < 1 ? value : 0;
            _share = value;
            if (_bar is not null) _bar.Value = value;
            else TellNowAndThen();
        }
    }

    /// <summary>Prints a line that stays: above the bar, or among the plain lines.</summary>
    public void Line(string text)
    {
        lock (_lock)
        {
            if (_terminal is null) Console.Error.WriteLine(text);
            else _terminal.WriteLine(text);
        }
    }

    // "2 min 10 s left"; nothing before a second has passed, when nothing can be said.
    private string TimeLeft()
    {
        var (elapsed, done) = (_watch.Elapsed.TotalSeconds, _share - (_begun ?? 0));
        return elapsed < 1 || done <= 0 ? "" : $"{Printing.Duration(elapsed / done * (1 - _share))} left";
    }

    private void TellNowAndThen()
    {
        var now = _watch.Elapsed.TotalSeconds;
        if (now - _told < Math.Clamp(now / 10, FirstPause, LongestPause)) return;
        _told = now;
        var left = TimeLeft();
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_title}: {100 * _share:0} %{(left.Length == 0 ? "" : ", " + left)}"));
    }

    private sealed class PartOf(IProgress<double> whole, int part, int parts) : IProgress<double>
    {
        public void Report(double value) => whole.Report((part + value) / parts);
    }

    // Spectre's own column follows the latest speed, and jumps with every tile.
    private sealed class TimeLeftColumn : ProgressColumn
    {
        public ProgressDisplay? Display { get; set; }

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(Display?.TimeLeft() ?? "");
    }
}
