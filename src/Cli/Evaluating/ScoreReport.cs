using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using UNetSharp.Segmentation.Metrics;

namespace UNetSharp.Cli;

/// <summary>The scores of classes and objects.</summary>
internal sealed class ScoreReport : Report
{
    private readonly IReadOnlyList<CaseScores> _cases;
    private readonly TruthLabels _labels;
    private readonly double _tolerance;

    /// <summary>Scores all cases.</summary>
    public ScoreReport(EvaluationRun work, TruthLabels labels, double tolerance, bool allSurfaces)
        : base(work)
    {
        (_labels, _tolerance) = (labels, tolerance);
        _cases = work.All((one, _) => CaseScores.Of(one, labels, tolerance, allSurfaces));
    }

    private static IEnumerable<Measure> All => Measure.OfClasses.Concat(Measure.OfObjects);

    /// <inheritdoc/>
    protected override void PrintTables()
    {
        if (_cases.Count == 0) return;
        PrintMeans(Measure.OfClasses, "case");
        PrintMeans(Measure.OfObjects, "case");
        if (_labels.Map.Classes > 2) PrintClasses();
    }

    /// <inheritdoc/>
    protected override JsonObject Document() => new()
    {
        ["labels"] = _labels.Map.ToString(),
        ["tolerance"] = _tolerance,
        ["cases"] = new JsonArray([.. _cases.Select(Json)]),
        ["mean"] = Means(All, measure => _cases.Select(one => one.Values[measure.Key])),
        ["counted"] = Counts(),
        ["classes"] = new JsonArray([.. Classes().Select(c => ClassMeans(c))]),
        ["pooled"] = Pooled(),
    };

    /// <inheritdoc/>
    protected override IEnumerable<string> Notes()
    {
        yield return $"truth: {_labels.Map}; distances in {string.Join(", ", _cases.Select(one => one.Unit).Distinct())}, tolerance {_tolerance.ToString(CultureInfo.InvariantCulture)}";
        foreach (var c in Classes())
        {
            var empty = _cases.Select(one => one.Classes[c - 1]).Where(scores => scores.TruthPixels == 0).ToArray();
            if (empty.Length == 0) continue;
            yield return $"class {c} ({_labels.Map.Write(_labels.Map.Originals[c])}): the reference of {Printing.Counted(empty.Length, "case")} of {_cases.Count} is empty; in {empty.Count(scores => scores.PredictedPixels > 0)} of them something is predicted " +
                "(Dice and IoU are 0, distances infinite), in the others nothing is (not defined, and in no mean).";
        }

        foreach (var measure in All)
        {
            var infinite = _cases.Count(one => double.IsInfinity(one.Values[measure.Key]));
            if (infinite > 0) yield return $"{measure.Heading} is infinite in {Printing.Counted(infinite, "case")} of {_cases.Count}, where one of prediction and truth is empty: left out of the mean.";
        }

        var leftOut = _cases.Count(one => one.SurfacesLeftOut);
        if (leftOut > 0) yield return $"HD95 and surface Dice are left out in {Printing.Counted(leftOut, "case")} of more than {Printing.Count(CaseScores.MostSurfacePixels)} pixels: --surfaces measures them all the same.";
    }

    private IEnumerable<int> Classes() => Enumerable.Range(1, _labels.Map.Classes - 1);

    private void PrintMeans(IReadOnlyList<Measure> measures, string heading)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(heading);
        foreach (var measure in measures) table.AddColumn(new TableColumn(new Text(measure.Heading)).RightAligned());
        foreach (var one in _cases) Row(one.Case.Name, measures.Select(measure => Measure.Text(one.Values[measure.Key])));
        Row("mean", measures.Select(measure => Measure.Text(Finite(_cases.Select(one => one.Values[measure.Key])).Mean)));
        Row("of cases", measures.Select(measure => Finite(_cases.Select(one => one.Values[measure.Key])).Count.ToString(CultureInfo.InvariantCulture)));
        Printing.Table(table);

        void Row(string name, IEnumerable<string> cells) => table.AddRow([new Text(name), .. cells.Select(cell => new Text(cell))]);
    }

    private void PrintClasses()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("mean of class");
        foreach (var measure in Measure.OfClasses) table.AddColumn(new TableColumn(new Text(measure.Heading)).RightAligned());
        foreach (var c in Classes())
        {
            var means = Measure.OfClasses.Select(measure => Finite(_cases.Select(one => one.Classes[c - 1].Values[measure.Key])));
            table.AddRow([new Text($"{c} ({_labels.Map.Write(_labels.Map.Originals[c])})"), .. means.Select(mean => new Text($"{Measure.Text(mean.Mean)} ({mean.Count})"))]);
        }

        Printing.Table(table);
    }

    // The mean of what is defined and finite, and of how many that is.
    private static (double Mean, int Count) Finite(IEnumerable<double> values)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        return (finite.Length == 0 ? double.NaN : finite.Average(), finite.Length);
    }

    private static JsonObject Means(IEnumerable<Measure> measures, Func<Measure, IEnumerable<double>> values) =>
        new(measures.Select(measure => KeyValuePair.Create(measure.Key, Printing.Number(Finite(values(measure)).Mean))));

    private JsonObject Counts() => new(All.Select(measure => KeyValuePair.Create(measure.Key, (JsonNode?)Finite(_cases.Select(one => one.Values[measure.Key])).Count)));

    private JsonObject ClassMeans(int c)
    {
        var document = Means(Measure.OfClasses, measure => _cases.Select(one => one.Classes[c - 1].Values[measure.Key]));
        document["class"] = c;
        document["label"] = _labels.Map.Write(_labels.Map.Originals[c]);
        document["emptyReferences"] = _cases.Count(one => one.Classes[c - 1].TruthPixels == 0);
        return document;
    }

    private JsonObject Pooled()
    {
        if (_cases.Count == 0) return [];
        var matching = Enumerable.Range(0, InstanceMatching.CustomaryThresholds.Count).Select(at => _cases.Select(one => one.Matching[at]).Aggregate((a, b) => a + b)).ToArray();
        return new() { ["thresholds"] = Json(matching), ["seg"] = Printing.Number(_cases.Select(one => one.Seg).Aggregate((a, b) => a + b).Value) };
    }

    private JsonObject Json(CaseScores one)
    {
        var document = new JsonObject { ["name"] = one.Case.Name, ["prediction"] = one.Case.Image.Name, ["truth"] = one.Case.Mask.Name };
        document["shape"] = Printing.Array([one.Extent.Depth, one.Extent.Height, one.Extent.Width]);
        document["unit"] = one.Unit;
        foreach (var measure in All) document[measure.Key] = Printing.Number(one.Values[measure.Key]);
        document["classes"] = new JsonArray([.. one.Classes.Select(scores => Json(scores))]);
        document["thresholds"] = Json(one.Matching);
        return document;
    }

    private JsonObject Json(ClassScores scores)
    {
        var document = new JsonObject
        {
            ["class"] = scores.Class,
            ["label"] = _labels.Map.Write(_labels.Map.Originals[scores.Class]),
            ["truthPixels"] = scores.TruthPixels,
            ["predictedPixels"] = scores.PredictedPixels,
            ["emptyReference"] = scores.TruthPixels == 0,
        };
        foreach (var measure in Measure.OfClasses) document[measure.Key] = Printing.Number(scores.Values[measure.Key]);
        return document;
    }

    private static JsonArray Json(InstanceMatching[] matching) => new([.. matching.Select(match => new JsonObject
    {
        ["iou"] = match.Threshold,
        ["truePositives"] = match.TruePositives,
        ["falsePositives"] = match.FalsePositives,
        ["falseNegatives"] = match.FalseNegatives,
        ["precision"] = Printing.Number(match.Precision),
        ["recall"] = Printing.Number(match.Recall),
        ["f1"] = Printing.Number(match.F1),
        ["ap"] = Printing.Number(match.AveragePrecision),
    })]);
}
