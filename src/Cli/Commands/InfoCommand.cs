using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using UNetSharp.Graphs;
using UNetSharp.Kernels;
using UNetSharp.ModelFiles;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary><c>unet info</c>: what a network is made of and what it takes, before anything runs.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        var subject = new Argument<string>("network|model") { Description = "A network of the catalogue (unet networks) or a model file." };
        var (options, input, threads, json) = (SharedOptions.NetworkOption(), SharedOptions.Input(), SharedOptions.Threads(), SharedOptions.Json());
        var command = new Command("info", "Prints layers, parameters, arithmetic, memory, the kernel chosen for each layer and the pieces that its work is cut into.\n\nExample: unet info unet --option width=32 --input 1x572x572x1")
        {
            subject, options, input, threads, json,
        };
        command.SetAction(parsed =>
        {
            var model = SharedOptions.Model(parsed.GetRequiredValue(subject), parsed.GetValue(options) ?? []);
            var extents = SharedOptions.Extents(parsed.GetValue(input), model.Network);
            Print(model, extents, SharedOptions.Plan(parsed.GetValue(threads)) with { OnlyCount = true }, parsed.GetValue(json));
        });
        return command;
    }

    private static void Print(Model model, Shape input, PlanOptions options, bool json)
    {
        var graph = new Graph();
        var logits = CommandLine.FromWords(() => model.Network.Build(graph, graph.Input("image", input)));
        var inference = Plan.Compile(graph, model.Weights, [logits], options: options);
        var layers = Plan.Compile(graph, model.Weights, [logits], options: options with { BandShare = 0 }).Steps.Where(step => !step.Prepares).ToArray();
        var training = TrainingPlan.Create(model.Network, model.Weights, input, options);
        if (json)
        {
            Printing.Json(new JsonObject
            {
                ["parameters"] = model.Weights.Count,
                ["flops"] = layers.Sum(step => step.Flops),
                ["inputShape"] = Printing.Array(input.ToArray()),
                ["outputShape"] = Printing.Array(logits.Shape.ToArray()),
                ["inferenceBytes"] = inference.Figures.ProcessBytes,
                ["trainingBytes"] = training.TotalBytes,
                ["inferenceScaling"] = Scaling.Json(Loops(inference)),
                ["trainingScaling"] = Scaling.Json(Loops(training.Plan)),
                ["layers"] = new JsonArray([.. layers.Select(step => new JsonObject
                {
                    ["layer"] = step.Layer,
                    ["operation"] = step.Operation,
                    ["kernel"] = step.Kernel,
                    ["bands"] = Bands(inference, step),
                    ["reason"] = step.Reason,
                    ["outputShape"] = Printing.Array(step.Shape.ToArray()),
                    ["parameters"] = Parameters(model.Weights, step),
                    ["flops"] = step.Flops,
                    ["bytes"] = step.Bytes,
                    ["pieces"] = Printing.Array(step.Loops.Select(loop => loop.Pieces)),
                })]),
            });
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("layer", "operation", "output", "parameters", "arithmetic", "bytes", "kernel", "pieces");
        foreach (var step in layers)
        {
            table.AddRow(new Text(step.Layer), new Text(step.Operation), new Text($"{step.Shape}"), new Text(Printing.Count(Parameters(model.Weights, step))),
                new Text(Printing.Flops(step.Flops)), new Text(Printing.Bytes(step.Bytes)), new Text(Bands(inference, step) is > 1 and var bands ? $"{step.Kernel}, {bands} bands" : step.Kernel), new Text(Scaling.Pieces(step.Loops)));
        }

        Printing.Table(table);
        Console.Out.WriteLine($"input {input}, output {logits.Shape}");
        Console.Out.WriteLine($"{Printing.Count(model.Weights.Count)} parameters, {Printing.Flops(layers.Sum(step => step.Flops))} a pass");
        Console.Out.WriteLine($"inference takes {Printing.Bytes(inference.Figures.ProcessBytes)}: values and working memory {Printing.Bytes(inference.Figures.ArenaBytes)}, parameters {Printing.Bytes(inference.Figures.WeightBytes)}, the runtime about {Printing.Bytes(inference.Figures.RuntimeBytes)}");
        Console.Out.WriteLine($"training takes {Printing.Bytes(training.TotalBytes)}, the optimiser's momentum and the runtime included; where gradients are clipped, which keeps all of them, up to {Printing.Bytes(model.Weights.TrainedLength * sizeof(float))} more");
        Console.Out.WriteLine($"threads, inference: {Scaling.Text(Loops(inference))}");
        Console.Out.WriteLine($"threads, training step: {Scaling.Text(Loops(training.Plan))}");
    }

    // Into how many bands of rows the plan cuts a layer, which the table shows whole.
    private static int Bands(Plan plan, PlanStep layer) => layer.Operation is nameof(Conv) or nameof(MaxPool)
        ? plan.Steps.Count(step => (step.Layer, step.Operation, step.Kernel) == (layer.Layer, layer.Operation, layer.Kernel)) : 1;

    // Packing weights is no part of a run, unless they change with each.
    private static Loop[] Loops(Plan plan) => [.. plan.Steps.Where(step => !step.Prepares).SelectMany(step => step.Loops)];

    // Each kernel call is named after the layer whose parameters it reads; pooling and its like inherit a name but read none.
    private static long Parameters(Weights weights, PlanStep step) => step.Operation is nameof(Conv) or nameof(ConvTranspose) or nameof(Normalise) or nameof(MatMul)
        ? weights.Parameters.Where(parameter => parameter.Trained && parameter.Path[..Math.Max(parameter.Path.LastIndexOf('.'), 0)] == step.Layer).Sum(parameter => parameter.Shape.Elements)
        : 0;
}
