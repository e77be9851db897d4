using System.CommandLine;
using System.Text.Json.Nodes;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary><c>unet check</c>: the mask doctor. Says how masks are understood and what is wrong with them, and writes a mended copy.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var data = new DataOptions();
        var fix = new Option<string?>("--fix") { Description = "Write a mended copy to a new folder: masks as classes 0, 1, 2, …, sizes as their images. The exit code then tells whether the copy has errors.", HelpName = "DIR" };
        var (threads, json) = (SharedOptions.Threads(), SharedOptions.Json());
        var command = new Command("check", "Examines images and masks before training: 0/255 and colour masks, palettes, gaps in the numbers, wrong sizes, missing pairs, empty masks.\n" +
            "Exit code 1 if there are errors.\n\nExample: unet check cells --fix cells-mended\nExample: unet check --images train-volume.tif --masks train-labels.tif");
        data.AddTo(command);
        command.Add(fix);
        command.Add(threads);
        command.Add(json);
        command.SetAction((parsed, cancel) =>
        {
            var check = new Check(data.Read(parsed), parsed.GetValue(fix), parsed.GetValue(threads), cancel);
            return Task.FromResult(parsed.GetValue(json) ? check.PrintJson() : check.Print());
        });
        return command;
    }

    private sealed class Check
    {
        private readonly SegmentationData _data;
        private readonly IReadOnlyList<Finding> _findings, _left;
        private readonly string? _fix;
        private readonly MendedCopy? _copy;

        public Check(SegmentationData data, string? fix, int threads, CancellationToken cancel)
        {
            // What can't be written to is known before the work, not after it.
            if (fix is not null) MendedFolder.RequireNew(fix);
            (_data, _fix) = (data, fix);
            _findings = _left = Examine(data, "examining", threads, cancel);
            if (fix is null) return;
            _copy = MendedFolder.Write(data, fix, cancel);
            _left = _copy.Cases == 0 ? _findings : Examine(SegmentationData.FromFolder(fix), "examining the copy", threads, cancel);
        }

        private int ExitCode => _left.Any(finding => finding.Severity == Severity.Error) || _copy is { Cases: 0 } ? CommandLine.Failed : CommandLine.Success;

        public int Print()
        {
            Console.Out.WriteLine(_data);
            foreach (var severity in Enum.GetValues<Severity>()) Print(_findings, severity);
            if (_findings.Count == 0) Console.Out.WriteLine("Nothing to complain of.");
            if (_copy is not null) PrintCopy(_copy);
            return ExitCode;
        }

        public int PrintJson()
        {
            var document = new JsonObject
            {
                ["cases"] = _data.Cases.Count,
                ["origin"] = _data.Origin,
                ["errors"] = _findings.Count(finding => finding.Severity == Severity.Error),
                ["warnings"] = _findings.Count(finding => finding.Severity == Severity.Warning),
                ["notes"] = _findings.Count(finding => finding.Severity == Severity.Note),
                ["findings"] = Json(_findings),
            };
            if (_copy is not null)
            {
                document["copy"] = new JsonObject
                {
                    ["folder"] = _fix,
                    ["cases"] = _copy.Cases,
                    ["mended"] = new JsonArray([.. _copy.Mended.Select(line => (JsonNode?)line)]),
                    ["leftOut"] = new JsonArray([.. _copy.LeftOut.Select(line => (JsonNode?)line)]),
                    ["findings"] = _copy.Cases == 0 ? new JsonArray() : Json(_left),
                };
            }

            Printing.Json(document);
            return ExitCode;
        }

        private static IReadOnlyList<Finding> Examine(SegmentationData data, string title, int threads, CancellationToken cancel) =>
            ProgressDisplay.Show(title, shown => MaskDoctor.Examine(data, new CasesDone(shown, data.Cases.Count), threads, cancel));

        private static void Print(IReadOnlyList<Finding> findings, Severity severity)
        {
            var some = findings.Where(finding => finding.Severity == severity).ToArray();
            if (some.Length == 0) return;
            Console.Out.WriteLine($"{Environment.NewLine}{Printing.Counted(some.Length, severity.ToString().ToLowerInvariant())}:");
            foreach (var finding in some)
            {
                Console.Out.WriteLine($"  {(finding.File is null ? "" : finding.File + ": ")}{finding.Message}");
                if (finding.Remedy.Length > 0) Console.Out.WriteLine($"    {finding.Remedy}");
            }
        }

        private void PrintCopy(MendedCopy copy)
        {
            Console.Out.WriteLine($"{Environment.NewLine}{_fix}: {Printing.Counted(copy.Cases, "case")} written.");
            List("Mended", copy.Mended);
            List("Left out", copy.LeftOut);
            var errors = copy.Cases == 0 ? [] : _left.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.ToString()).ToArray();
            List("Errors left in the copy", errors);
            if (copy.Cases > 0 && errors.Length == 0) Console.Out.WriteLine($"The copy has no errors: unet train {_fix} --out MODEL");

            static void List(string heading, IReadOnlyList<string> lines)
            {
                if (lines.Count == 0) return;
                Console.Out.WriteLine($"{heading}:");
                foreach (var line in lines) Console.Out.WriteLine($"  {line}");
            }
        }

        private static JsonArray Json(IReadOnlyList<Finding> findings) => new([.. findings.Select(finding => new JsonObject
        {
            ["severity"] = finding.Severity.ToString().ToLowerInvariant(),
            ["symptom"] = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(finding.Symptom.ToString()),
            ["file"] = finding.File,
            ["message"] = finding.Message,
            ["remedy"] = finding.Remedy,
        })]);
    }

    // Cases done, as a share.
    private sealed class CasesDone(IProgress<double> whole, int cases) : IProgress<int>
    {
        public void Report(int value) => whole.Report((double)value / cases);
    }
}
