using System.Xml.Linq;

namespace UNetSharp.Training;

/// <summary>The course of a training as a page for people: scores, curves, pictures, settings.</summary>
public static class TrainingReport
{
    // More points than this no screen shows in a chart's width.
    private const int MostPoints = 300;

    /// <summary>Writes the page: one HTML file that needs nothing but itself, for a screen, a telephone or paper. It appears whole or not at all.</summary>
    /// <param name="path">Where to; a file of that name is replaced.</param>
    /// <param name="title">The heading, such as the name of the model.</param>
    /// <param name="history">How the training went; parts of it may be missing, and scores may be NaN (shown as a dash).</param>
    /// <param name="samples">Pictures to show; those with a side of more than 512 pixels are reduced to that.</param>
    /// <exception cref="ArgumentException">The labels of a sample do not fill its image, or its image is a stack.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, string title, TrainingHistory history, IReadOnlyList<SamplePicture> samples)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(samples);
        new ReportPage(title, Headline.Draw(history), Charts(history), SampleSection.Draw(samples), ReportTables.Validations(history.Validations), ReportTables.Settings(history.Settings)).Write(path);
    }

    private static XElement? Charts(TrainingHistory history)
    {
        var time = new Timeline(history);
        var charts = new List<Chart>();
        if (history.Learning.Count > 0)
        {
            charts.Add(new Chart("Loss", time, LossCurves(Learning("loss", 1, point => point.Loss))));
            charts.Add(new Chart("Learning rate", time, Learning("learning rate", 1, point => point.LearningRate)) { FromZero = true });
            charts.Add(new Chart("Speed, in images per second", time, Learning("images per second", 1, point => point.ImagesPerSecond)) { FromZero = true });
        }

        if (history.Validations.Count > 0)
        {
            charts.Insert(Math.Min(1, charts.Count), new Chart("Scores of the validations, 0 to 1", time,
                Validation("Dice", 1, point => point.Dice), Validation("IoU", 2, point => point.IoU), Validation("precision", 3, point => point.Precision), Validation("recall", 4, point => point.Recall)));
        }

        return charts.Count == 0 ? null : new XElement("section", new XElement("h2", "Course"), Markup.Styled("div", "charts", charts.Select(chart => chart.Draw())));

        Curve Learning(string name, int colour, Func<LearningPoint, double> value) =>
            new Curve(name, [.. history.Learning.Select(point => ((double)point.Step, value(point)))], colour).Thinned(MostPoints);

        Curve Validation(string name, int colour, Func<ValidationPoint, double> value) =>
            new(name, [.. history.Validations.OrderBy(point => point.Step).Select(point => ((double)point.Step, value(point)))], colour) { IsMarked = true };
    }

    // A smooth line over the noise; of a few points it would only hide how it went.
    private static Curve[] LossCurves(Curve loss) => loss.Points.Count < 25 ? [loss] : [loss with { IsFaint = true }, loss.Smoothed("smoothed", loss.Points.Count / 25)];
}
