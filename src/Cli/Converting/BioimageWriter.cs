using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using UNetSharp.Graphs;
using UNetSharp.Imaging.Formats.Npy;
using UNetSharp.Kernels;
using UNetSharp.ModelFiles;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>Writes a model as a package of the BioImage Model Zoo: ONNX weights, a description, and a test image with the answer that must come out.</summary>
/// <remarks>
/// Specification: https://github.com/bioimage-io/spec-bioimage-io, models 0.5 (0.4 demands a licence and citations, which are for the model's author to choose). A PyTorch state dictionary would need the network's
/// source in Python beside it, hence ONNX alone; its metadata name the network, so that the package comes back as the model that it was. The test image is drawn by lot from a fixed seed.
/// </remarks>
internal static class BioimageWriter
{
    private const string WeightsFile = "weights.onnx", TestInput = "test_input.npy", TestOutput = "test_output.npy", ManualFile = "README.md";

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
            var metadata = OnnxFile.Read(At(WeightsFile)).Metadata;
            var size = metadata["unetsharp.size"].Split('x').Select(extent => int.Parse(extent, CultureInfo.InvariantCulture));
            var tensors = new BioimageTensors(model, Shape.Of([1, .. size, model.Network.InputChannels]), int.Parse(metadata["unetsharp.step"], CultureInfo.InvariantCulture));
            WriteTest(At, model, tensors);
            File.WriteAllText(At("rdf.yaml"), Yaml.Write(Description(Path.GetFileNameWithoutExtension(path), model, tensors, At)));
            File.WriteAllText(At(ManualFile), Manual(model));
            AtomicFile.Write(path, stream => ZipFile.CreateFromDirectory(folder.FullName, stream));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonObject Description(string name, Model model, BioimageTensors tensors, Func<string, string> at)
    {
        var (input, output) = (tensors.Input(), tensors.Output());
        input["test_tensor"] = Source(at, TestInput);
        output["test_tensor"] = Source(at, TestOutput);
        var weights = Source(at, WeightsFile);
        weights["opset_version"] = 17;
        return new JsonObject
        {
            ["format_version"] = "0.5.4",
            ["type"] = "model",
            ["name"] = string.Concat($"{name} ({model.Network.Name})".Select(letter => char.IsAsciiLetterOrDigit(letter) || "_-.() ".Contains(letter, StringComparison.Ordinal) ? letter : '-')),
            ["description"] = Summary(model),
            ["timestamp"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["documentation"] = ManualFile,
            ["tags"] = new JsonArray("unet", "segmentation"),
            ["inputs"] = new JsonArray(input),
            ["outputs"] = new JsonArray(output),
            ["weights"] = new JsonObject { ["onnx"] = weights },
        };
    }

    private static string Manual(Model model) => $"""
        {Summary(model)}

        Written by UNetSharp. Which images it was trained on, who made it, how to cite it and under which licence it may be used is for its author to add, here and in rdf.yaml.

        # Validation

        {TestOutput} is what the network makes of {TestInput}, numbers drawn by lot: it says that the weights are these, and nothing of how well they segment.

        """;

    private static string Summary(Model model) =>
        $"{model.Network.Name} ({string.Join(", ", model.Network.Options.Select(option => $"{option.Key}={option.Value}"))}), {model.Network.InputChannels} to {model.Network.OutputChannels} channels.";

    private static JsonObject Source(Func<string, string> at, string name)
    {
        using var file = File.OpenRead(at(name));
        return new JsonObject { ["source"] = name, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file)) };
    }

    private static void WriteTest(Func<string, string> at, Model model, BioimageTensors tensors)
    {
        int[] extents = [1, tensors.Size.Channels, .. tensors.Size.ToArray()[1..^1]];
        var image = new float[tensors.Size.Elements];
        for (var place = 0; place < image.Length; place++) image[place] = Philox.Uniform(Philox.Words(Seed, Philox.Counter(stream: 0, step: 0, (ulong)place)).A);
        NpyFile.Write(at(TestInput), new NpyArray((float[])[.. image], extents));

        var input = new BioimageTensor(tensors.Input(), "the image");
        BioimageSteps.Apply(input.Steps("preprocessing"), new AxesArray(input.Axes, image, extents));
        var answer = RunCommand.Run(model, new NpyArray(image, extents), channelsLast: false, SharedOptions.Plan(Environment.ProcessorCount), CancellationToken.None);
        var (output, values) = (new BioimageTensor(tensors.Output(), "the answer"), answer.ToFloats());
        BioimageSteps.Apply(output.Steps("postprocessing"), new AxesArray(output.Axes, values, answer.Shape));
        NpyFile.Write(at(TestOutput), new NpyArray(values, [.. answer.Shape]));
    }
}
