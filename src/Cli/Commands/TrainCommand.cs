using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using UNetSharp.ModelFiles;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary><c>unet train</c>: a data set in, a model out.</summary>
internal static class TrainCommand
{
    // Of findings of one kind so many are printed.
    private const int MostAlike = 3;

    public static Command Create()
    {
        var recipe = new RecipeOptions();
        var output = new Option<string?>("--out") { Description = "Where the model goes (.safetensors); beside it the checkpoint, the record (.jsonl) and the report (.html).", HelpName = "MODEL" };
        var length = new LengthOptions();
        var split = new SplitOptions();
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint beside the model, by its recipe and seed." };
        var pretrained = new Option<string?>("--pretrained") { Description = "A model to begin with.", HelpName = "MODEL" };
        var print = new Option<bool>("--print-config") { Description = "Print the whole recipe as YAML and do nothing else." };
        var force = new Option<bool>("--force") { Description = "Write over an existing model." };
        var data = new DataOptions();
        var (memory, threads, seed, json) = (ByteSize.Option("Memory for the training in all: above it activations are computed again instead of kept."), SharedOptions.Threads(), SharedOptions.Seed(), SharedOptions.Json());
        var command = new Command("train", "Trains a network on images and their masks.\n\nExample: unet train my-cells --out my-cells.safetensors --minutes 15");
        data.AddTo(command);
        command.Add(output);
        recipe.AddTo(command);
        length.AddTo(command);
        split.AddTo(command);
        foreach (var option in (Option[])[resume, pretrained, memory, threads, seed, json, force, print]) command.Add(option);
        command.SetAction((parsed, cancel) =>
        {
            if (parsed.GetValue(print))
            {
                Console.Out.Write(RecipeFile.ToYaml(recipe.Read(parsed)));
                return Task.CompletedTask;
            }

            var path = parsed.GetValue(output) ?? throw new UsageException("--out is missing: where should the model go? For example --out cells.safetensors");
            var checkpoint = parsed.GetValue(resume) ? Checkpoint.Read(Checkpoint.PathFor(path)) : null;
            if (checkpoint is null) RequireNew(path, parsed.GetValue(force));
            var chosen = checkpoint is null ? recipe.Read(parsed) : Resumed(checkpoint, recipe, seed, parsed);
            var set = data.Read(parsed);
            Examine(set, cancel);
            var plan = SharedOptions.Plan(parsed.GetValue(threads));
            var trainer = new Trainer(chosen, length.Read(parsed, new TrainerOptions
            {
                Seed = checkpoint?.Seed ?? parsed.GetValue(seed),
                Memory = parsed.GetValue(memory),
                Team = plan.Team,
                Path = path,
                Resume = checkpoint is not null,
                Pretrained = parsed.GetValue(pretrained) is { } model ? Model.Load(model) : null,
            }));
            Train(trainer, split.Read(parsed, set, chosen, trainer.Options.Seed), path, parsed.GetValue(json), cancel);
            return Task.CompletedTask;
        });
        return command;
    }

    private static void RequireNew(string path, bool force)
    {
        if (!force && (File.Exists(path) || File.Exists(Checkpoint.PathFor(path))))
            throw new IOException($"{(File.Exists(path) ? path : Checkpoint.PathFor(path))} exists: --resume goes on with it, --force begins anew, another --out keeps it.");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder}: there is no such folder for the model.");
    }

    private static Recipe Resumed(Checkpoint checkpoint, RecipeOptions recipe, Option<ulong> seed, ParseResult parsed) =>
        !recipe.Given(parsed) && parsed.GetResult(seed) is not { Implicit: false } ? checkpoint.Recipe
        : throw new UsageException("--resume goes on by the recipe and the seed that the training was begun with: leave the options of the recipe and --seed out.");

    // What can't work is refused before the first step; what is odd is said.
    private static void Examine(SegmentationData data, CancellationToken cancel)
    {
        var findings = MaskDoctor.Examine(data, cancellation: cancel);
        foreach (var alike in findings.Where(finding => finding.Severity != Severity.Note).GroupBy(finding => (finding.Severity, finding.Symptom)))
        {
            foreach (var finding in alike.Take(MostAlike)) Console.Error.WriteLine(finding);
            if (alike.Count() > MostAlike) Console.Error.WriteLine($"  … and {alike.Count() - MostAlike} more like these; `unet check` lists them.");
        }

        var errors = findings.Count(finding => finding.Severity == Severity.Error);
        if (errors > 0) throw new InvalidDataException($"The data can't be trained on: {errors} {(errors == 1 ? "error" : "errors")}, listed above. `unet check` says more, and `unet check --fix DIR` writes a mended copy.");
        Console.Error.WriteLine($"{data}; masks: {data.Labels}");
    }

    private static void Train(Trainer trainer, DataSplit split, string path, bool json, CancellationToken cancel)
    {
        var display = new TrainingDisplay();
        Model model;
        try
        {
            model = trainer.Fit(split, display, cancel);
        }
        finally
        {
            display.Complete();
        }

        var history = trainer.History!;
        if (json)
        {
            Printing.Json(new JsonObject
            {
                ["model"] = path,
                ["parameters"] = model.Weights.Count,
                ["recipe"] = JsonNode.Parse(model.Metadata[Trainer.RecipeKey]),
                ["training"] = JsonNode.Parse(model.Metadata[Trainer.TrainingKey]),
            });
            return;
        }

        var waited = history.Learning.Count > 2 ? history.Learning.Skip(1).Average(point => point.Waited) : 0;
        var (taken, planned) = (history.Learning[^1].Step.ToString(CultureInfo.InvariantCulture), history.Settings[^1].Value);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {Printing.Count(model.Weights.Count)} parameters, {(taken == planned ? taken : $"{taken} of {planned}")} steps; waiting for patches took {waited:P1} of the time."));
        if (history.Validations.Count > 0)
        {
            var last = history.Validations[^1];
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"On {last.Cases} validation cases: Dice {last.Dice:0.000}, IoU {last.IoU:0.000}, precision {last.Precision:0.000}, recall {last.Recall:0.000}, accuracy {last.Accuracy:0.000}."));
        }

        Console.Out.WriteLine($"Report: {Path.ChangeExtension(path, ".html")}. Next: unet predict {path} IMAGES --out FOLDER");
    }
}
