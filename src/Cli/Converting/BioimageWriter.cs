using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using UNetSharp.Graphs;
using UNetSharp.Imaging.Formats.Npy;
using UNetSharp.Kernels;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>Writes a model as a package of the BioImage Model Zoo: ONNX weights, a description, and a test image with the answer that must come out.</summary>
/// <remarks>
/// Specification: https://github.com/bioimage-io/spec-bioimage-io, model 0.4.10 (0.5 demands a licence, which is for the model's author to choose). A PyTorch state dictionary would need the network's source in
/// Python beside it, hence ONNX alone; its metadata name the network, so that the package comes back as the model that it was. The test image is drawn by lot from a fixed seed.
/// </remarks>
internal static class BioimageWriter
{
    private const string WeightsFile = "weights.onnx", TestInput = "test_input.npy", TestOutput = "test_output.npy", Manual = "README.md";

    private const ulong Seed = 0;

    /// <summary>Writes the .zip; it appears whole or not at all.</summary>
    /// <exception cref="NotSupportedException">The network has no ONNX form, or its normalisation no words in the description.</exception>
    public static void Write(string path, Model model)
    {
        var folder = Directory.CreateTempSubdirectory("unet-package-");
        try
        {
            string At(string name) => Path.Combine(folder.FullName, name);
            OnnxFile.Write(At(WeightsFile), model);
            var description = Description(Path.GetFileNameWithoutExtension(path), model, OnnxFile.Read(At(WeightsFile)).Metadata, At(WeightsFile));
            WriteTest(At, model, description);
            File.WriteAllText(At("rdf.yaml"), Yaml.Write(description));
            File.WriteAllText(At(Manual), $"{description["description"]}\n\nThe answer has one channel a class: {(HasSigmoid(model) ? "a probability" : "scores, of which the greatest wins")}.\n");
            AtomicFile.Write(path, stream => ZipFile.CreateFromDirectory(folder.FullName, stream));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonObject Description(string name, Model model, IReadOnlyDictionary<string, string> onnx, string weights)
    {
        var network = model.Network;
        var (input, step) = ((Shape)[1, .. Extents(onnx["unetsharp.size"]), network.InputChannels], int.Parse(onnx["unetsharp.step"], CultureInfo.InvariantCulture));
        var axes = network.Dimensions == 3 ? "bczyx" : "bcyx";
        using var file = File.OpenRead(weights);
        return new JsonObject
        {
            ["format_version"] = "0.4.10",
            ["type"] = "model",
            ["name"] = name,
            ["description"] = $"{network.Name} ({string.Join(", ", network.Options.Select(option => $"{option.Key}={option.Value}"))}), {network.InputChannels} to {network.OutputChannels} channels.",
            ["authors"] = new JsonArray(new JsonObject { ["name"] = "not named" }),
            ["timestamp"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["documentation"] = Manual,
            ["cite"] = new JsonArray(),
            ["tags"] = new JsonArray("unet", "segmentation"),
            ["inputs"] = new JsonArray(new JsonObject
            {
                ["name"] = "image",
                ["axes"] = axes,
                ["data_type"] = "float32",
                ["shape"] = step == 0 ? ChannelsFirst(input) : new JsonObject { ["min"] = ChannelsFirst(input), ["step"] = ChannelsFirst(Along(network, step)) },
                ["preprocessing"] = BioimageSteps.Preprocessing(model.Metadata.GetValueOrDefault("unetsharp.normalisation"), axes[2..]),
            }),
            ["outputs"] = new JsonArray(new JsonObject
            {
                ["name"] = "logits",
                ["axes"] = axes,
                ["data_type"] = "float32",
                ["shape"] = Answer(network, input, step),
                ["postprocessing"] = HasSigmoid(model) ? new JsonArray(new JsonObject { ["name"] = "sigmoid" }) : [],
            }),
            ["test_inputs"] = new JsonArray(TestInput),
            ["test_outputs"] = new JsonArray(TestOutput),
            ["weights"] = new JsonObject
            {
                ["onnx"] = new JsonObject { ["source"] = WeightsFile, ["opset_version"] = 17, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file)) },
            },
        };
    }

    // The answer's extents: those of the image times a scale, and twice an offset; both are read off two sizes.
    private static JsonNode Answer(Network network, Shape input, int step)
    {
        var answer = Size(network, input);
        if (step == 0) return ChannelsFirst(answer);
        var larger = input;
        for (var axis = 1; axis < input.Rank - 1; axis++) larger = larger.With(axis, input[axis] + step);
        var next = Size(network, larger);
        List<JsonNode> scales = [1, 0], offsets = [0, answer.Channels / 2.0];
        for (var axis = 1; axis < input.Rank - 1; axis++)
        {
            var scale = (double)(next[axis] - answer[axis]) / step;
            scales.Add(scale);
            offsets.Add((answer[axis] - (scale * input[axis])) / 2);
        }

        return new JsonObject { ["reference_tensor"] = "image", ["scale"] = new JsonArray([.. scales]), ["offset"] = new JsonArray([.. offsets]) };
    }

    private static void WriteTest(Func<string, string> at, Model model, JsonObject description)
    {
        var shape = description["inputs"]![0]!["shape"]!;
        int[] extents = [.. (shape["min"] ?? shape).AsArray().Select(extent => (int)extent!)];
        var image = new float[extents.Aggregate(1, (product, extent) => product * extent)];
        for (var place = 0; place < image.Length; place++) image[place] = Philox.Uniform(Philox.Words(Seed, Philox.Counter(stream: 0, step: 0, (ulong)place)).A);
        NpyFile.Write(at(TestInput), new NpyArray([.. image], extents));

        BioimageSteps.Apply(description["inputs"]![0]!, "preprocessing", image, extents);
        var answer = RunCommand.Run(model, new NpyArray(image, extents), channelsLast: false, SharedOptions.Plan(Environment.ProcessorCount), CancellationToken.None);
        var values = answer.ToFloats();
        BioimageSteps.Apply(description["outputs"]![0]!, "postprocessing", values, answer.Shape);
        NpyFile.Write(at(TestOutput), new NpyArray(values, [.. answer.Shape]));
    }

    // A network of ONNX has the sigmoid that it needs in its graph.
    private static bool HasSigmoid(Model model) => model.Network is not OnnxNetwork && model.Network.OutputChannels == 1;

    private static Shape Size(Network network, Shape input)
    {
        var graph = new Graph();
        return network.Build(graph, graph.Input("image", input)).Shape;
    }

    private static IEnumerable<int> Extents(string text) => text.Split('x').Select(extent => int.Parse(extent, CultureInfo.InvariantCulture));

    private static Shape Along(Network network, int step) => network.Dimensions == 3 ? [0, step, step, step, 0] : [0, step, step, 0];

    private static JsonArray ChannelsFirst(Shape shape) => [shape[0], shape.Channels, .. shape.ToArray()[1..^1]];
}
