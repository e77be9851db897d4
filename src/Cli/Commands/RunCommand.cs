using System.CommandLine;
using UNetSharp.Graphs;
using UNetSharp.Imaging.Formats.Npy;
using UNetSharp.ModelFiles;

namespace UNetSharp.Cli;

/// <summary><c>unet run</c>: the bare network on an array, for parity checks.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("model") { Description = "A model file, or a network of the catalogue with fresh parameters." };
        var input = new Option<string>("--input") { Description = "A .npy array, channels first: [N, C, H, W] or [N, C, D, H, W].", Required = true, HelpName = "X.npy" };
        var output = new Option<string>("--out") { Description = "Where the logits go: .npy, float32, in the same order of axes.", Required = true, HelpName = "Y.npy" };
        var last = new Option<bool>("--channels-last") { Description = "The arrays are [N, H, W, C] or [N, D, H, W, C]; told by itself where only the last extent is the number of channels." };
        var force = new Option<bool>("--force") { Description = "Write over an existing file." };
        var (options, threads, seed) = (SharedOptions.NetworkOption(), SharedOptions.Threads(), SharedOptions.Seed());
        var command = new Command("run", "Runs the bare network on an array: no preprocessing, no tiles.\n\nExample: unet run cells.safetensors --input x.npy --out y.npy")
        {
            file, input, output, last, force, options, threads, seed,
        };
        command.SetAction((parsed, cancel) =>
        {
            var model = SharedOptions.Model(parsed.GetRequiredValue(file), parsed.GetValue(options) ?? [], parsed.GetValue(seed));
            var array = NpyFile.Read(parsed.GetRequiredValue(input));
            var result = Run(model, array, parsed.GetValue(last), SharedOptions.Plan(parsed.GetValue(threads)), cancel);
            NpyFile.Write(parsed.GetRequiredValue(output), result, parsed.GetValue(force));
            return Task.CompletedTask;
        });
        return command;
    }

    /// <summary>The network's own result for an array.</summary>
    public static NpyArray Run(Model model, NpyArray array, bool channelsLast, PlanOptions options, CancellationToken cancel)
    {
        int[] extents = [.. array.Shape];
        if (extents.Length != model.Network.Dimensions + 2)
        {
            throw new ArgumentException($"--input: the array has shape [{string.Join(", ", extents)}]; this network takes {model.Network.Dimensions + 2} axes.");
        }

        // An array that can only be meant so has its channels last, as the networks of Keras do.
        channelsLast |= extents[1] != model.Network.InputChannels && extents[^1] == model.Network.InputChannels;
        var axes = AxisOrder.ActivationToLast(extents.Length).AsSpan();
        var shape = Shape.Of(channelsLast ? extents : AxisOrder.Permute(extents, axes).AsSpan());
        var graph = new Graph();
        var x = graph.Input("image", shape);
        var logits = model.Network.Finish(model.Network.Build(graph, x));
        var plan = Plan.Compile(graph, model.Weights, [logits], options: options);
        if (channelsLast)
        {
            array.ToFloats().CopyTo(plan[x].Span);
        }
        else
        {
            AxisOrder.Permute<float>(array.ToFloats(), extents, axes, plan[x].Span);
        }

        plan.Run(cancel);
        var numbers = plan[logits].Span.ToArray();
        var last = logits.Shape.ToArray();
        if (channelsLast)
        {
            return new NpyArray(numbers, last);
        }

        var back = AxisOrder.Inverse(axes).AsSpan();
        var first = new float[numbers.Length];
        AxisOrder.Permute<float>(numbers, last, back, first);
        return new NpyArray(first, AxisOrder.Permute(last, back).AsSpan());
    }
}
