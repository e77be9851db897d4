using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using UNetSharp.Segmentation;
using UNetSharp.Segmentation.Metrics;

namespace UNetSharp.Cli;

/// <summary>The scores of the ISBI 2012 challenge: each measure at its best threshold.</summary>
internal sealed class MembraneReport : Report
{
    private readonly IReadOnlyList<MembraneEvaluation> _cases;
    private readonly string _membrane;

    /// <summary>Scores all cases.</summary>
    /// <exception cref="InvalidDataException">The truths have not two classes.</exception>
    public MembraneReport(EvaluationRun work, TruthLabels labels, bool membranesBright)
        : base(work)
    {
        if (labels.Map.Classes != 2 || labels.Map.Coding == LabelCoding.Instances)
            throw new InvalidDataException($"--membranes: the truths hold {labels.Map}, but two numbers are expected, membrane and inside of cells.");
        _membrane = labels.Map.Write(labels.Map.Originals[membranesBright ? 1 : 0]);
        _cases = work.All((one, cancel) => MembraneEvaluation.Of(one, labels, membranesBright, cancel));
    }

    /// <inheritdoc/>
    protected override void PrintTables()
    {
        if (_cases.Count == 0) return;
        var table = new Table().Border(TableBorder.Simple).AddColumn("best threshold in brackets");
        foreach (var measure in Measure.OfMembranes) table.AddColumn(new TableColumn(new Text(measure.Heading)).RightAligned());
        foreach (var one in _cases) Row(one.Case.Name, MembraneEvaluation.Best([one]));
        Row("all sections", MembraneEvaluation.Best(_cases));
        table.AddRow([new Text("all, at 0.5"), .. MembraneEvaluation.AtHalf(_cases).Select(value => new Text(Measure.Text(value)))]);
        Printing.Table(table);

        void Row(string name, (double Value, double Threshold)[] best) =>
            table.AddRow([new Text(name), .. best.Select(score => new Text(double.IsNaN(score.Value) ? "–" : string.Create(CultureInfo.InvariantCulture, $"{Measure.Text(score.Value)} ({score.Threshold:0.0})")))]);
    }

    /// <inheritdoc/>
    protected override JsonObject Document() => new()
    {
        ["membrane"] = _membrane,
        ["cases"] = new JsonArray([.. _cases.Select(Json)]),
        ["mean"] = Best(_cases),
        ["atHalf"] = new JsonObject(MembraneEvaluation.AtHalf(_cases).Select((value, i) => KeyValuePair.Create(Measure.OfMembranes[i].Key, Printing.Number(value)))),
        ["thresholds"] = Printing.Numbers(MembraneScores.ChallengeThresholds),
    };

    /// <inheritdoc/>
    protected override IEnumerable<string> Notes()
    {
        yield return $"membrane is {_membrane} in the truth; the score of all is the best mean over {Printing.Counted(_cases.Sum(one => one.Sections), "section")}, each measure at its own threshold";
        var empty = _cases.Sum(one => one.Extent.Depth - one.Sections);
        if (empty > 0) yield return $"{Printing.Counted(empty, "section")} without any inside of a cell in the truth: not defined, and in no mean.";
    }

    private static JsonObject Best(IReadOnlyList<MembraneEvaluation> cases)
    {
        var (document, best) = (new JsonObject { ["sections"] = cases.Sum(one => one.Sections) }, MembraneEvaluation.Best(cases));
        for (var i = 0; i < best.Length; i++)
        {
            document[Measure.OfMembranes[i].Key] = Printing.Number(best[i].Value);
            document[$"{Measure.OfMembranes[i].Key}Threshold"] = double.IsNaN(best[i].Value) ? null : best[i].Threshold;
        }

        return document;
    }

    private static JsonObject Json(MembraneEvaluation one)
    {
        var document = Best([one]);
        document["name"] = one.Case.Name;
        document["prediction"] = one.Case.Image.Name;
        document["truth"] = one.Case.Mask.Name;
        for (var measure = 0; measure < Measure.OfMembranes.Count; measure++)
            document[$"{Measure.OfMembranes[measure].Key}ByThreshold"] = Printing.Numbers(one.Scores.Select(row => row[measure]));
        return document;
    }
}
