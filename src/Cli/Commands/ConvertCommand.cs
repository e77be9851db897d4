using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using UNetSharp.ModelFiles;

namespace UNetSharp.Cli;

/// <summary><c>unet convert</c>: weights from one format into another.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("in") { Description = "A model or checkpoint: .safetensors, .onnx, .pth, .pt, .ckpt, .h5, .keras, .npz; a package of the BioImage Model Zoo (.zip or folder); or a network of the catalogue with fresh parameters." };
        var output = new Argument<string?>("out") { Description = "Where to, in the format of its ending: .safetensors, .onnx, .pth, .npz, or .zip: a package of the BioImage Model Zoo.", Arity = ArgumentArity.ZeroOrOne };
        var network = new Option<string?>("--network") { Description = "The network of the checkpoint, where it is not recognised.", HelpName = "NAME" };
        var list = new Option<bool>("--list") { Description = "Only print the names, types and shapes of the tensors." };
        var (options, force, json) = (SharedOptions.NetworkOption(), SharedOptions.Force(), SharedOptions.Json());
        var command = new Command("convert", "Converts weights between formats, recognising whose they are.\n\nExample: unet convert checkpoint.pth cells.safetensors")
        {
            input, output, network, options, list, force, json,
        };
        command.SetAction(parsed =>
        {
            var source = parsed.GetRequiredValue(input);
            if (parsed.GetValue(list))
            {
                List(WeightSource.Content(source), parsed.GetValue(json));
                return;
            }

            var target = parsed.GetValue(output) ?? throw new UsageException("The second file is missing: where should the weights go? Or --list to see what there is.");
            WeightTarget.Require(target, parsed.GetValue(force));
            var weights = WeightSource.Read(source, parsed.GetValue(network), SharedOptions.Pairs(parsed.GetValue(options) ?? []));
            WeightTarget.Write(target, weights);
            Tell(source, target, weights, parsed.GetValue(json));
        });
        return command;
    }

    private static void List(TensorSet tensors, bool json)
    {
        if (json)
        {
            Printing.Json(new JsonObject
            {
                ["tensors"] = new JsonArray([.. tensors.Tensors.Select(tensor => new JsonObject { ["name"] = tensor.Name, ["type"] = tensor.Type.ToString(), ["shape"] = Printing.Array(tensor.Shape) })]),
                ["texts"] = new JsonObject(tensors.Metadata.Select(text => KeyValuePair.Create(text.Key, (JsonNode?)text.Value))),
            });
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("name", "type", "shape");
        foreach (var tensor in tensors.Tensors) table.AddRow(new Text(tensor.Name), new Text(tensor.Type.ToString()), new Text($"[{string.Join(", ", tensor.Shape)}]"));
        Printing.Table(table);
        Console.Out.WriteLine($"{Printing.Counted(tensors.Tensors.Count, "tensor")}, {Printing.Count(tensors.Tensors.Sum(tensor => tensor.Count))} numbers");
    }

    private static void Tell(string source, string target, WeightSource weights, bool json)
    {
        if (json)
        {
            Printing.Json(new JsonObject
            {
                ["in"] = source,
                ["out"] = target,
                ["recognised"] = weights.Title,
                ["network"] = weights.Model?.Network.Name,
                ["options"] = weights.Model is { } model ? new JsonObject(model.Network.Options.Select(option => KeyValuePair.Create(option.Key, (JsonNode?)option.Value))) : null,
                ["parameters"] = weights.Model?.Weights.Count,
                ["tensors"] = weights.Tensors.Count,
            });
            return;
        }

        Console.Out.WriteLine($"{source}: {weights.Title}");
        Console.Out.WriteLine($"{target}: {Printing.Counted(weights.Tensors.Count, "tensor")}, {Printing.Count(weights.Tensors.Sum(tensor => tensor.Count))} numbers");
    }
}
