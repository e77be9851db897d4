using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary><c>unet demo</c>: the whole way on synthetic cells, without a file or a connection.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--out") { Description = "Where pictures, report and model go.", HelpName = "DIR", DefaultValueFactory = _ => "unet-demo" };
        var minutes = new Option<double>("--minutes") { Description = "Minutes to train.", DefaultValueFactory = _ => 4 };
        var iterations = new Option<long?>("--iterations") { Description = "Steps to train, instead of minutes." };
        var seed = new Option<ulong>("--seed") { Description = "Another seed gives other cells.", DefaultValueFactory = _ => 1 };
        var (force, threads, json) = (SharedOptions.Force(), SharedOptions.Threads(), SharedOptions.Json());
        var command = new Command("demo", "Makes synthetic touching cells, trains on them, segments pictures that the training never saw, and shows how well.\n\nExample: unet demo --out my-demo --minutes 4")
        {
            folder, minutes, iterations, seed, threads, json, force,
        };
        command.SetAction((parsed, cancel) =>
        {
            var path = parsed.GetRequiredValue(folder);
            if (!parsed.GetValue(force) && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
                throw new IOException($"{path}: the folder is not empty; --force writes over what is in it, another --out keeps it.");
            var demonstration = new Demonstration
            {
                Options = new TrainerOptions { Minutes = parsed.GetValue(minutes), Iterations = parsed.GetValue(iterations), Seed = parsed.GetValue(seed), Team = SharedOptions.Plan(parsed.GetValue(threads)).Team },
            };
            Show(demonstration, path, parsed.GetValue(json), cancel);
            return Task.CompletedTask;
        });
        return command;
    }

    private static void Show(Demonstration demonstration, string folder, bool json, CancellationToken cancel)
    {
        var (display, start) = (new TrainingDisplay(), Stopwatch.GetTimestamp());
        DemonstrationResult result;
        try
        {
            result = demonstration.Run(folder, display, cancel);
        }
        finally
        {
            display.Complete();
        }

        var minutes = Stopwatch.GetElapsedTime(start).TotalMinutes;
        if (json)
        {
            Printing.Json(new JsonObject
            {
                ["folder"] = folder,
                ["steps"] = result.Steps,
                ["minutes"] = minutes,
                ["cells"] = result.Cells,
                ["iou"] = result.IoU,
                ["dice"] = result.Dice,
                ["instanceF1"] = result.InstanceF1,
            });
            return;
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Cells} cells in unseen pictures: IoU {result.IoU:0.000}, Dice {result.Dice:0.000}, instance F1 {result.InstanceF1:0.000} (after {result.Steps} steps, {minutes:0.0} minutes in all)"));
        Console.Out.WriteLine($"Pictures: {Path.Combine(folder, "unseen-1-side-by-side.png")} and others; report: {Path.Combine(folder, "report.html")}; model: {Path.Combine(folder, "cells.safetensors")}");
        Console.Out.WriteLine("Next: unet train YOUR-FOLDER --out YOUR-MODEL.safetensors --minutes 15 (a folder with images/ and masks/)");
    }
}
