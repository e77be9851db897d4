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
        BioimageStep[] steps = [.. package.Input.Steps("preprocessing")];
        var normalisation = BioimageNormalisation.Of(steps, model.Network.InputChannels);
        if (normalisation is not null) metadata.TryAdd("unetsharp.normalisation", normalisation);
        var preparation = normalisation is not null || metadata.ContainsKey("unetsharp.normalisation") ? "" : $"; no model here can hold how its images are prepared ({string.Join(", ", steps.Select(step => step.Name))}): do that before they are predicted";
        return Of($"{package.Name}: {weights.Title}; {Verdict(model, package)}{preparation}", model.WithMetadata(metadata));
    }

    private static string Verdict(Model model, BioimagePackage package)
    {
        if (package.Test() is not var (image, expected)) return "it has no test tensors";
        try
        {
            BioimageSteps.Apply(package.Input.Steps("preprocessing"), image);
            var result = RunCommand.Run(model, new NpyArray(image.Values, [.. image.Shape]), channelsLast: false, SharedOptions.Plan(Environment.ProcessorCount), CancellationToken.None);
            var values = result.ToFloats();
            if (!result.Shape.SequenceEqual(expected.Shape)) throw new InvalidDataException($"{package.Name}: the network gives [{string.Join(", ", result.Shape)}] for the package's test tensor, which says [{string.Join(", ", expected.Shape)}].");
            BioimageSteps.Apply(package.Output.Steps("postprocessing"), new AxesArray(package.Output.Axes, values, expected.Shape));
            return $"its test tensors differ by at most {values.Zip(expected.Values, (value, wanted) => MathF.Abs(value - wanted)).Max().ToString("G2", CultureInfo.InvariantCulture)}";
        }
        catch (NotSupportedException unknown)
        {
            return $"its test tensors were not compared: {unknown.Message}";
        }
    }

    private static WeightSource Of(string title, Model model) => new(title, model, [.. model.Tensors()]);
}
