using System.CommandLine;
using UNetSharp.Segmentation;

namespace UNetSharp.Cli;

/// <summary><c>unet predict</c>: segments images of any size with a model, or the mean of several.</summary>
internal static class PredictCommand
{
    // What the runtime, its compiled code, the buffers of files and garbage take beside images and tiles: measured, a picture of 400 million pixels in 1 GB of memory.
    private const long OwnBytes = 200_000_000;

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "A model file." };
        var inputs = new Argument<string[]>("input") { Description = "Images: files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var more = new Option<string[]>("--model") { Description = "A further model; the mean of all is taken. As often as you like.", HelpName = "MODEL" };
        var folder = new Option<string>("--out") { Description = "Where labels go: DIR/stem.png, .tif or .npy as the input.", Required = true, HelpName = "DIR" };
        var probabilities = new Option<bool>("--probabilities") { Description = "Also DIR/stem-probabilities.tif: float32, a page for each class." };
        var overlay = new Option<bool>("--overlay") { Description = "Also DIR/stem-overlay.png: labels (objects with --instances) in colour over the image; of a stack a .tif." };
        var instances = new Option<bool>("--instances") { Description = "Also DIR/stem-instances.*: objects told apart and numbered from 1." };
        var postprocess = new Option<Postprocessing?>("--postprocess")
        {
            Description = "Keep of each class the largest piece, or drop pieces below N pixels.",
            HelpName = "largest|min-size:N",
            CustomParser = result =>
            {
                try
                {
                    return Postprocessing.Parse(result.Tokens[0].Value);
                }
                catch (FormatException)
                {
                    result.AddError($"--postprocess: expected largest or min-size:N with N from 1 on, not \"{result.Tokens[0].Value}\".");
                    return null;
                }
            },
        };
        var tiles = new TileOptions();
        var options = new Option<string[]>("--option", "-o") { Description = "An option of the network that takes fewer of the model's parameters, such as prune=2 of a UNet++.", HelpName = "k=v" };
        var (force, json) = (SharedOptions.Force(), SharedOptions.Json());
        var command = new Command("predict", "Segments images of any size. Labels have the input's geometry and are written as the masks of the training set were.\n" +
            "Pictures too large for the memory go through in bands of rows; --probabilities, --overlay, --instances, --postprocess, --tta rotate, stacks\n" +
            "and several models need the whole image in memory.\n\nExample: unet predict cells.safetensors slides/ --out labels --overlay --instances --memory 4GB")
        {
            model, inputs, folder, more, probabilities, overlay, instances, postprocess, options,
        };
        tiles.AddTo(command);
        command.Add(force);
        command.Add(json);
        command.SetAction((parsed, cancel) =>
        {
            var wishes = new PredictionWishes(parsed.GetValue(probabilities), parsed.GetValue(overlay), parsed.GetValue(instances), parsed.GetValue(postprocess), parsed.GetValue(force));
            string[] models = [parsed.GetRequiredValue(model), .. parsed.GetValue(more) ?? []];
            var memory = tiles.Memory(parsed) - OwnBytes;
            if (memory <= 0) throw new UsageException($"--memory: the program itself takes about {Printing.Bytes(OwnBytes)}; give it more.");
            var predictors = Load(models, parsed.GetValue(options) ?? [], tiles.Read(parsed) with { Memory = memory / models.Length });
            var batch = new PredictionBatch(InputPaths.Files(parsed.GetRequiredValue(inputs)), parsed.GetRequiredValue(folder), wishes);
            batch.Run(new PredictionRun(predictors, memory, wishes), cancel);
            return Task.FromResult(parsed.GetValue(json) ? batch.PrintJson(models) : batch.Print());
        });
        return command;
    }

    private static List<Predictor> Load(string[] models, string[] networkOptions, PredictorOptions options)
    {
        var predictors = new List<Predictor>();
        foreach (var path in models)
        {
            if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such model file.");
            var model = SharedOptions.ModelOf(path, networkOptions);
            try
            {
                predictors.Add(new Predictor(model, options));
            }
            catch (InvalidDataException contradiction)
            {
                throw new InvalidDataException($"{path}: {contradiction.Message}", contradiction);
            }

            var (first, last) = (predictors[0], predictors[^1]);
            if (!first.Card.Labels.Equals(last.Card.Labels) || first.Model.Network.InputChannels != model.Network.InputChannels || first.Model.Network.Dimensions != model.Network.Dimensions)
                throw new InvalidDataException($"{models[0]} takes {Takes(first)}, {path} {Takes(last)}: only models that see and tell apart the same can be averaged.");
        }

        return predictors;
    }

    private static string Takes(Predictor predictor) => $"{(predictor.Model.Network.Dimensions == 3 ? "volumes" : "pictures")} of {predictor.Model.Network.InputChannels} channels with {predictor.Card.Labels}";
}
