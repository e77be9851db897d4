using System.Collections.Immutable;
using System.Text.Json.Nodes;
using UNetSharp.Graphs;
using UNetSharp.Networks;

namespace UNetSharp.ModelFiles;

/// <summary>A network with its parameters: one <c>.safetensors</c> file, the weights under the reference's names and in PyTorch's order of axes, the network and its options in the metadata.</summary>
public sealed class Model
{
    private const string NetworkKey = "unetsharp.network", OptionsKey = "unetsharp.options", GraphKey = "unetsharp.onnx";

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
    public static Model Create(Network network, ulong seed = 0) => new(network, Weights.For(Draw(network).Graph, seed), ImmutableDictionary<string, string>.Empty);

    /// <summary>A network with parameters of a file, found by their names and given in PyTorch's order of axes.</summary>
    /// <param name="network">The network.</param>
    /// <param name="tensors">
    /// As many as the network has parameters. Counters of batch normalisation (<c>num_batches_tracked</c>) may be among them; what only training reads (further heads) may be missing and keeps its fresh values.
    /// Exact repetitions under nnU-Net's second names (<c>decoder.encoder.…</c>, <c>….all_modules.…</c>) are passed over.
    /// </param>
    /// <exception cref="InvalidDataException">Some are missing, too many, or of other shapes: the message names all of them.</exception>
    public static Model From(Network network, TensorSet tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        tensors = CheckpointNames.WithoutRepetitions(tensors);
        var drawn = Draw(network);
        var model = new Model(network, Weights.For(drawn.Graph, except: parameter => tensors.Contains(parameter.Path)), tensors.Metadata);
        ParameterMatch.Require(network, drawn, tensors);
        WeightReading.Read(tensors, model.Weights);
        model.Weights.Changed();
        return model;
    }

    /// <summary>The same network and the same parameters (no copies) with other metadata.</summary>
    /// <param name="metadata">Replaces what there was; what names the network is added when the model is saved.</param>
    public Model WithMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return new(Network, Weights, metadata);
    }

    /// <summary>Another form of the network with these parameters, copied: one that needs no others, such as a UNet++ pruned to one of its heads.</summary>
    /// <param name="network">The other form.</param>
    /// <exception cref="ArgumentException">It needs a parameter that this model has not, or of another shape.</exception>
    public Model As(Network network)
    {
        var model = new Model(network, Weights.For(Draw(network).Graph, except: _ => true), Metadata);
        var mine = Weights.Parameters.ToDictionary(parameter => parameter.Path);
        foreach (var parameter in model.Weights.Parameters)
        {
            if (!mine.TryGetValue(parameter.Path, out var known) || known.Shape != parameter.Shape)
                throw new ArgumentException($"{network.Name} with these options needs \"{parameter.Path}\" of shape {parameter.Shape}; the model has {(known is null ? "no such parameter" : $"it as {known.Shape}")}: only what uses fewer of the same parameters can be asked of a trained model.");
            Weights[parameter.Path].CopyTo(model.Weights[parameter.Path]);
        }

        model.Weights.Changed();
        return model;
    }

    /// <summary>Reads a model: a file of ours, an <c>.onnx</c> network of anyone's, or a checkpoint whose network is recognised (see <see cref="KnownCheckpoint"/>).</summary>
    /// <param name="path">The file; what it is is read off its ending.</param>
    /// <exception cref="InvalidDataException">Not a model, or parameters are missing or of other shapes: the message names the file and the parameters.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Model Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (WeightFile.IsOnnx(path)) return FromGraph(OnnxFile.ReadGraph(path));
        var file = WeightFile.Read(path);
        if (NetworkOf(file) is { } network) return From(network, file);
        var known = KnownCheckpoint.Recognise(file);
        return From(known.Network, known.Tensors);
    }

    /// <summary>Whether the texts of a file name the network, so that nothing has to be recognised.</summary>
    /// <param name="tensors">What the file holds.</param>
    public static bool NamesNetwork(TensorSet tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return tensors.Metadata.ContainsKey(NetworkKey);
    }

    /// <summary>Writes the model. The file appears whole or not at all.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    public void Save(string path) => SafetensorsFile.Write(path, Tensors(), FullMetadata());

    /// <summary>The parameters in PyTorch's order of axes.</summary>
    public IEnumerable<NamedTensor> Tensors() => Weights.Parameters.Select(Tensor);

    /// <summary>The metadata, and what names the network.</summary>
    internal Dictionary<string, string> FullMetadata()
    {
        var metadata = new Dictionary<string, string>(Metadata)
        {
            [NetworkKey] = Network.Name,
            [OptionsKey] = new JsonObject(Network.Options.Select(option => KeyValuePair.Create(option.Key, (JsonNode?)option.Value))).ToJsonString(),
        };
        if (Network is OnnxNetwork onnx) metadata[GraphKey] = Convert.ToBase64String(OnnxWriter.Bytes(onnx.Skeleton));
        return metadata;
    }

    /// <summary>A network's graph and its logits. The parameters that it has do not depend on the size of its input.</summary>
    internal static (Graph Graph, Value Logits) Draw(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var graph = new Graph();
        return (graph, network.Build(graph, graph.Input("image", network.TypicalInput)));
    }

    // What we exported is the network that it was; else the graph is the network.
    private static Model FromGraph(OnnxGraph graph)
    {
        var tensors = graph.Initialisers;
        if (NetworkOf(tensors) is { } known and not OnnxNetwork) return From(known, new TensorSet(tensors.Source, tensors.Tensors.Where(tensor => !tensor.Name.StartsWith(OnnxSketch.ConstantPrefix, StringComparison.Ordinal)), tensors.Metadata));
        var network = new OnnxNetwork(graph);
        return From(network, network.Tensors).WithMetadata(graph.Metadata);
    }

    private static Network? NetworkOf(TensorSet file)
    {
        if (!file.Metadata.TryGetValue(NetworkKey, out var name)) return null;
        try
        {
            return file.Metadata.TryGetValue(GraphKey, out var graph) ? new OnnxNetwork(OnnxFile.ReadGraph(file.Source, Convert.FromBase64String(graph))) : Catalogue.Create(name, Options(file.Metadata.GetValueOrDefault(OptionsKey)));
        }
        catch (Exception unknown) when (unknown is ArgumentException or System.Text.Json.JsonException or FormatException)
        {
            throw new InvalidDataException($"{file.Source}: {unknown.Message}", unknown);
        }
    }

    private static Dictionary<string, string> Options(string? json) =>
        json is null ? [] : JsonNode.Parse(json)!.AsObject().ToDictionary(option => option.Key, option => option.Value!.ToString());

    private NamedTensor Tensor(Parameter parameter)
    {
        var axes = AxisOrder.Inverse(ParameterAxes.ToLast(parameter.Kind, parameter.Shape.Rank).AsSpan());
        var values = new float[parameter.Shape.Elements];
        AxisOrder.Permute<float>(Weights[parameter.Path], parameter.Shape.ToArray(), axes.AsSpan(), values);
        return NamedTensor.Create(parameter.Path, ParameterAxes.FileShape(parameter).AsSpan(), values);
    }
}
