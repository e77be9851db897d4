using System.Xml.Linq;

namespace UNetSharp.Training;

/// <summary>What a reader wants to know first: how good the model is, and what it took.</summary>
internal static class Headline
{
    /// <summary>A row of cards with a number each.</summary>
    public static XElement Draw(TrainingHistory history)
    {
        var cards = new List<XElement>();
        if (history.Validations.LastOrDefault() is { } last)
        {
            cards.Add(Card("Dice", ReportText.Score(last.Dice), $"in the end, {Cases(last.Cases)}"));
            cards.Add(Card("IoU", ReportText.Score(last.IoU), $"in the end, model of step {ReportText.Count(last.Step)}"));
            if (Best(history.Validations) is { } best) cards.Add(Card("Best Dice", ReportText.Score(best.Dice), $"step {ReportText.Count(best.Step)}, {Cases(best.Cases)}"));
        }

        if (history.Learning.LastOrDefault() is { } end)
        {
            cards.Add(Card("Loss", ReportText.Measure(end.Loss), $"at first {ReportText.Measure(history.Learning[0].Loss)}"));
            cards.Add(Card("Speed", ReportText.Measure(end.ImagesPerSecond), $"images per second, {ReportText.Count(100 * end.Waited)} % waiting"));
        }

        var time = new Timeline(history);
        if (time.LastStep > 0) cards.Add(Card("Steps", ReportText.Count(time.LastStep), ReportText.Duration(time.LastSeconds)));
        return cards.Count == 0 ? new XElement("p", "No step was taken.") : Markup.Styled("dl", "cards", cards);
    }

    /// <summary>The validation with the greatest Dice, the first of equals; null if none has one.</summary>
    public static ValidationPoint? Best(IReadOnlyList<ValidationPoint> validations) => validations.Where(point => !double.IsNaN(point.Dice)).MaxBy(point => point.Dice);

    private static string Cases(int cases) => cases == 1 ? "1 case" : $"{ReportText.Count(cases)} cases";

    private static XElement Card(string what, string number, string detail) => Markup.Styled("div", "card", new XElement("dt", what), new XElement("dd", number, new XElement("small", detail)));
}
