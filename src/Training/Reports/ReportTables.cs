using System.Xml.Linq;

namespace UNetSharp.Training;

/// <summary>The tables of a report.</summary>
internal static class ReportTables
{
    /// <summary>A row for each validation, the best one marked; null if there was none.</summary>
    public static XElement? Validations(IReadOnlyList<ValidationPoint> validations)
    {
        if (validations.Count == 0) return null;
        var best = Headline.Best(validations);
        return Section("Validations", "numbers",
            new XElement("thead", new XElement("tr", Cells("th", ["step", "time", "cases", "Dice", "IoU", "precision", "recall", "accuracy"]))),
            new XElement("tbody", validations.Select(point => new XElement("tr",
                ReferenceEquals(point, best) ? new XAttribute("class", "best") : null,
                Cells("td", [ReportText.Count(point.Step), ReportText.Duration(point.Seconds), ReportText.Count(point.Cases), .. Scores(point)])))));
    }

    /// <summary>What the training set out with; null if nothing is known.</summary>
    public static XElement? Settings(IReadOnlyList<KeyValuePair<string, string>> settings) => settings.Count == 0 ? null : Section("Settings", "settings",
        new XElement("tbody", settings.Select(setting => new XElement("tr", new XElement("th", new XAttribute("scope", "row"), setting.Key), new XElement("td", setting.Value)))));

    private static XElement Section(string heading, string style, params XElement[] parts) =>
        new("section", new XElement("h2", heading), Markup.Styled("div", "wide", Markup.Styled("table", style, parts)));

    private static IEnumerable<string> Scores(ValidationPoint point) => new[] { point.Dice, point.IoU, point.Precision, point.Recall, point.Accuracy }.Select(ReportText.Score);

    private static IEnumerable<XElement> Cells(string name, IEnumerable<string> texts) => texts.Select(text => new XElement(name, text));
}
