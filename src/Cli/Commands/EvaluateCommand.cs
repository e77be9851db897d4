using System.CommandLine;
using System.Globalization;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary><c>unet evaluate</c>: how good predictions are, case by case and in the mean.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var predictions = new Argument<string>("predictions") { Description = "Labels: a file, or a folder (of what unet predict writes beside labels, only what is asked for is read)." };
        var truth = new Argument<string>("truth") { Description = "The masks that are right: a file, or a folder of equal names. They say which number is which class." };
        var tolerance = new Option<double>("--tolerance") { Description = "The distance that counts as none for the surface Dice, in the unit of the truth (pixels, if it has none).", DefaultValueFactory = _ => 1, HelpName = "D" };
        var instances = new Option<bool>("--instances") { Description = "Numbers are those of objects, not of classes (found out, if many). Reads stem-instances.* where there are such." };
        var membranes = new Option<string?>("--membranes")
        {
            Description = "Instead the measures of the ISBI 2012 challenge: V Rand and V Info over the thresholds 0 to 0.9, after border thinning and without; also accuracy and F1 of the pixels. Membranes are the dark number of the truth (0), " +
                "or the bright one; predictions are labels, or maps of the probability of the bright number. Reads stem-probabilities.* where there are such.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "dark|bright",
        };
        membranes.AcceptOnlyFromAmong("dark", "bright");
        var pages = new Option<bool>("--pages") { Description = "Pages of stacks are cases of their own; else a stack is a volume." };
        var surfaces = new Option<bool>("--surfaces") { Description = $"Measure surfaces (HD95, surface Dice) even of images of more than {Printing.Count(CaseScores.MostSurfacePixels)} pixels." };
        var ignore = new Option<int?>("--ignore") { Description = "The number in truths of pixels that do not count.", HelpName = "N" };
        var (threads, json) = (SharedOptions.Threads(), SharedOptions.Json());
        tolerance.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is var distance && !(distance >= 0 && double.IsFinite(distance))) result.AddError(string.Create(CultureInfo.InvariantCulture, $"--tolerance: expected a distance from 0 on, not {distance}."));
        });
        var command = new Command("evaluate", "Compares predictions with the truth: Dice, IoU, precision, recall, accuracy, HD95, surface Dice; Rand index, adapted Rand error and variation of information (bits);\n" +
            "F1, AP and PQ of objects matched at an IoU above 0.5 (AP also as the mean over 0.5..0.95), SEG. Objects are the numbers of instance masks, else connected pieces.\n" +
            "The errors of partitions leave out the truth's background. Of several classes a case's value is the mean over all but the background.\n" +
            "What is not defined (an empty reference, for one) is printed as – (null in JSON), left out of the means, and counted.\n\n" +
            "Example: unet evaluate labels/ cells/masks --tolerance 2\nExample: unet evaluate out/ truth/ --membranes --json")
        {
            predictions, truth, tolerance, instances, membranes, pages, surfaces, ignore, threads, json,
        };
        command.SetAction((parsed, cancel) =>
        {
            var isMembranes = parsed.GetResult(membranes) is not null;
            if (isMembranes && parsed.GetValue(instances)) throw new UsageException("--membranes and --instances are two kinds of evaluation: choose one.");
            var pairs = EvaluationPairs.Find(parsed.GetRequiredValue(predictions), parsed.GetRequiredValue(truth), isMembranes ? "-probabilities" : parsed.GetValue(instances) ? "-instances" : "", parsed.GetValue(pages));
            var labels = new TruthLabels(pairs, new DatasetOptions { Instances = parsed.GetValue(instances) ? true : isMembranes ? false : null, IgnoredValue = parsed.GetValue(ignore) });
            var work = new EvaluationRun(pairs, parsed.GetValue(threads), cancel);
            Report report = isMembranes
                ? new MembraneReport(work, labels, parsed.GetValue(membranes) == "bright")
                : new ScoreReport(work, labels, parsed.GetValue(tolerance), parsed.GetValue(surfaces));
            return Task.FromResult(parsed.GetValue(json) ? report.PrintJson() : report.Print());
        });
        return command;
    }
}
