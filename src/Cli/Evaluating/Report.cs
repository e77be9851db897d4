using System.Text.Json.Nodes;

namespace UNetSharp.Cli;

/// <summary>What an evaluation tells, in words or as JSON.</summary>
/// <param name="work">The cases, of which some may have failed.</param>
internal abstract class Report(EvaluationRun work)
{
    /// <summary>Prints tables and notes; on standard error what failed.</summary>
    /// <returns>The exit code.</returns>
    public int Print()
    {
        PrintTables();
        foreach (var note in AllNotes()) Console.Out.WriteLine(note);
        return Finish();
    }

    /// <summary>Prints one document; on standard error what failed.</summary>
    /// <returns>The exit code.</returns>
    public int PrintJson()
    {
        var document = Document();
        document["pairing"] = work.Pairs.Rule;
        document["unpaired"] = new JsonObject { ["predictions"] = Texts(work.Pairs.LonePredictions), ["truths"] = Texts(work.Pairs.LoneTruths) };
        document["notes"] = Texts([.. Notes()]);
        document["failures"] = Texts(work.Failures);
        Printing.Json(document);
        return Finish();
    }

    /// <summary>The tables.</summary>
    protected abstract void PrintTables();

    /// <summary>The scores.</summary>
    protected abstract JsonObject Document();

    /// <summary>What to know of the scores: what is not defined, what was left out.</summary>
    protected abstract IEnumerable<string> Notes();

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);

    private IEnumerable<string> AllNotes()
    {
        foreach (var note in Notes()) yield return note;
        yield return $"paired by {work.Pairs.Rule}";
        if (work.Pairs.LonePredictions.Count > 0) yield return $"{Printing.Counted(work.Pairs.LonePredictions.Count, "prediction")} without a truth left out: {Listed(work.Pairs.LonePredictions)}";
        if (work.Pairs.LoneTruths.Count > 0) yield return $"{Printing.Counted(work.Pairs.LoneTruths.Count, "truth")} without a prediction left out: {Listed(work.Pairs.LoneTruths)}";
    }

    private static string Listed(IReadOnlyList<string> paths) => string.Join(", ", paths.Take(5).Select(Path.GetFileName)) + (paths.Count > 5 ? ", …" : "");

    private int Finish()
    {
        if (work.Failures.Count == 0) return CommandLine.Success;
        if (work.Pairs.Cases.Count > 1) Console.Error.WriteLine($"{work.Failures.Count} of {work.Pairs.Cases.Count} cases could not be evaluated, and are in no mean:");
        foreach (var failure in work.Failures) Console.Error.WriteLine(failure);
        return CommandLine.Failed;
    }
}
