using System.Globalization;
using UNetSharp.Imaging.Formats.Npy;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;

namespace UNetSharp.Cli;

/// <summary>Weights that are to be converted: a model where the network is known, tensors alone where it is not.</summary>
/// <param name="Title">What they are, in words.</param>
/// <param name="Model">The model; null where no network has these tensors.</param>
/// <param name="Tensors">The tensors, under their network's names, in PyTorch's order of axes.</param>
/// <param name="Refusal">Why there is no model.</param>
internal sealed record WeightSource(string Title, Model? Model, IReadOnlyList<NamedTensor> Tensors, string Refusal = "")
{
    /// <summary>Reads a file, or makes a network of the catalogue.</summary>
    public static WeightSource Read(string source, string? network, Dictionary<string, string> options)
    {
        if (BioimagePackage.Is(source)) return OfPackage(source, network, options);
        if (!File.Exists(source) || Catalogue.All.Any(entry => entry.Name.Equals(source, StringComparison.OrdinalIgnoreCase))) return Of($"{source} with fresh parameters", SharedOptions.Model(source, [.. options.Select(option => $"{option.Key}={option.Value}")]));
        var tensors = Content(source);
        if (network is null && options.Count == 0 && (Model.NamesNetwork(tensors) || source.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)))
        {
            var model = Model.Load(source);
            return Of(model.Network is OnnxNetwork ? $"a network of its own, {model.Network.InputChannels} to {model.Network.OutputChannels} channels" : model.Network.Name, model);
        }

        try
        {
            var known = CommandLine.FromWords(() => KnownCheckpoint.Recognise(tensors, network, options));
            return Of(known.Title, Model.From(known.Network, known.Tensors));
        }
        catch (InvalidDataException unknown) when (network is null)
        {
            return new WeightSource("tensors of no network that is known", null, tensors.Tensors, unknown.Message);
        }
    }

    /// <summary>What a file holds.</summary>
    public static TensorSet Content(string source) => source.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)
        ? new TensorSet(source, NpzFile.Read(source).Select(array => NamedTensor.Create(array.Key, [.. array.Value.Shape], array.Value.ToFloats())))
        : WeightFile.Read(source);

    // A package says how its images are prepared, and brings an image with the answer that must come out.
    private static WeightSource OfPackage(string source, string? network, Dictionary<string, string> options)
    {
        using var package = BioimagePackage.Open(source);
        var weights = Read(package.Weights(), network, options);
        var model = weights.Model ?? throw new InvalidDataException(weights.Refusal);
        var metadata = new Dictionary<string, string>(model.Metadata) { ["bioimageio.name"] = package.Name };
        if (BioimageSteps.Normalisation(package.Inputs) is { } normalisation && !metadata.ContainsKey("unetsharp.normalisation")) metadata["unetsharp.normalisation"] = normalisation;
        var verdict = package.Test() is { } test ? $"its test tensors differ by at most {Difference(model, package, test).ToString("G2", CultureInfo.InvariantCulture)}" : "it has no test tensors";
        return Of($"{package.Name}: {weights.Title}; {verdict}", model.WithMetadata(metadata));
    }

    private static float Difference(Model model, BioimagePackage package, (NpyArray Input, NpyArray Output) test)
    {
        var image = test.Input.ToFloats();
        BioimageSteps.Apply(package.Inputs, "preprocessing", image, test.Input.Shape);
        var result = RunCommand.Run(model, new NpyArray(image, [.. test.Input.Shape]), channelsLast: false, SharedOptions.Plan(Environment.ProcessorCount), CancellationToken.None);
        var (values, expected) = (result.ToFloats(), test.Output.ToFloats());
        if (values.Length != expected.Length) throw new InvalidDataException($"{package.Name}: the network gives [{string.Join(", ", result.Shape)}] for the package's test tensor, which says [{string.Join(", ", test.Output.Shape)}].");
        BioimageSteps.Apply(package.Outputs, "postprocessing", values, result.Shape);
        return values.Zip(expected, (value, wanted) => MathF.Abs(value - wanted)).Max();
    }

    private static WeightSource Of(string title, Model model) => new(title, model, [.. model.Tensors()]);
}
