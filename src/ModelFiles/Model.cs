using System.Collections.Immutable;
using System.Text.Json.Nodes;
using UNetSharp.Graphs;
using UNetSharp.Networks;

namespace UNetSharp.ModelFiles;

/// <summary>A network with its parameters: one <c>.safetensors</c> file, the weights under the reference's names and in PyTorch's order of axes, the network and its options in the metadata.</summary>
public sealed class Model
{
    private const string NetworkKey = "unetsharp.network", OptionsKey = "unetsharp.options";

    private Model(Network network, Weights weights, IReadOnlyDictionary<string, string> metadata) => (Network, Weights, Metadata) = (network, weights, metadata);

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>Its parameters.</summary>
    public Weights Weights { get; }

    /// <summary>What else the file says: preprocessing, training record.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>A network with fresh parameters.</summary>
    /// <param name="network">The network.</param>
    /// <param name="seed">The same seed gives the same parameters.</param>
    public static Model Create(Network network, ulong seed = 0) => new(network, Weights.For(Draw(network), seed), ImmutableDictionary<string, string>.Empty);

    /// <summary>The same network and the same parameters (no copies) with other metadata.</summary>
    /// <param name="metadata">Replaces what there was; what names the network is added when the model is saved.</param>
    public Model WithMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return new(Network, Weights, metadata);
    }

    /// <summary>Reads a model file.</summary>
    /// <exception cref="InvalidDataException">Not a model of ours, or parameters are missing or of other shapes: the message names the file and the parameter.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Model Load(string path)
    {
        var file = SafetensorsFile.Read(path);
        if (!file.Metadata.TryGetValue(NetworkKey, out var name))
        {
            throw new InvalidDataException($"{path}: holds tensors but does not say of which network (no \"{NetworkKey}\" in its metadata): it was not written by UNetSharp.");
        }

        Network network;
        try
        {
            network = Catalogue.Create(name, Options(file.Metadata.GetValueOrDefault(OptionsKey)));
        }
        catch (Exception unknown) when (unknown is ArgumentException or System.Text.Json.JsonException)
        {
            throw new InvalidDataException($"{path}: {unknown.Message}", unknown);
        }

        var model = new Model(network, Weights.For(Draw(network)), file.Metadata);
        model.Take(file);
        return model;
    }

    /// <summary>Writes the model. The file appears whole or not at all.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    public void Save(string path) => SafetensorsFile.Write(path, Weights.Parameters.Select(Tensor), new Dictionary<string, string>(Metadata)
    {
        [NetworkKey] = Catalogue.NameOf(Network),
        [OptionsKey] = new JsonObject(Network.Options.Select(option => KeyValuePair.Create(option.Key, (JsonNode?)option.Value))).ToJsonString(),
    });

    // The parameters that a network has do not depend on the size of its input.
    private static Graph Draw(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var graph = new Graph();
        network.Build(graph, graph.Input("image", network.TypicalInput));
        return graph;
    }

    private static Dictionary<string, string> Options(string? json) =>
        json is null ? [] : JsonNode.Parse(json)!.AsObject().ToDictionary(option => option.Key, option => option.Value!.ToString());

    private void Take(TensorSet file)
    {
        foreach (var parameter in Weights.Parameters)
        {
            var axes = ToLast(parameter);
            var theirs = AxisOrder.Permute(parameter.Shape.ToArray(), AxisOrder.Inverse(axes.AsSpan()).AsSpan());
            if (!file.TryGet(parameter.Path, out var tensor) || !tensor.Shape.SequenceEqual(theirs))
            {
                throw new InvalidDataException(
                    $"{file.Source}: {Catalogue.NameOf(Network)} needs \"{parameter.Path}\" of shape [{string.Join(", ", theirs)}]; the file {(tensor is null ? "has no such tensor" : $"has it as [{string.Join(", ", tensor.Shape)}]")}.");
            }

            AxisOrder.Permute<float>(tensor.ToFloats(), tensor.Shape.AsSpan(), axes.AsSpan(), Weights[parameter.Path]);
        }

        Weights.Changed();
    }

    private NamedTensor Tensor(Parameter parameter)
    {
        var axes = AxisOrder.Inverse(ToLast(parameter).AsSpan());
        var values = new float[parameter.Shape.Elements];
        AxisOrder.Permute<float>(Weights[parameter.Path], parameter.Shape.ToArray(), axes.AsSpan(), values);
        return NamedTensor.Create(parameter.Path, AxisOrder.Permute(parameter.Shape.ToArray(), axes.AsSpan()).AsSpan(), values);
    }

    private static ImmutableArray<int> ToLast(Parameter parameter) => parameter.Kind switch
    {
        ParameterKind.Convolution => AxisOrder.KernelToLast(parameter.Shape.Rank),
        ParameterKind.TransposedConvolution => AxisOrder.TransposedKernelToLast(parameter.Shape.Rank),
        ParameterKind.Linear => [1, 0],
        _ => [.. Enumerable.Range(0, parameter.Shape.Rank)],
    };
}
