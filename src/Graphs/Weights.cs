using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>All parameters of a model in one flat block, trained ones first: clip, step, average, compare and save are each one loop over it. Gradients lie in a block of the same layout.</summary>
/// <remarks>Every parameter starts on a multiple of 16 floats (64 bytes); the gaps hold zeros and stay zero under every optimiser.</remarks>
public sealed class Weights
{
    private const int Alignment = 16;
    private readonly Dictionary<string, (Parameter Parameter, long Offset)> _places = [];

    private Weights(IEnumerable<Parameter> parameters)
    {
        var offset = 0L;
        foreach (var parameter in parameters.OrderBy(parameter => !parameter.Trained))
        {
            _places.Add(parameter.Path, (parameter, offset));
            offset += (parameter.Shape.Elements + Alignment - 1) / Alignment * Alignment;
            TrainedLength = parameter.Trained ? offset : TrainedLength;
        }

        Length = offset;
        Block = new MemoryBlock(Length);
        Block.Fill(0);
    }

    /// <summary>The block.</summary>
    public MemoryBlock Block { get; }

    /// <summary>Floats in the block, gaps included.</summary>
    public long Length { get; }

    /// <summary>Floats at the front of the block that an optimiser changes.</summary>
    public long TrainedLength { get; }

    /// <summary>Numbers that the model has learnt: the sum over trained parameters, gaps not counted.</summary>
    public long Count => _places.Values.Where(place => place.Parameter.Trained).Sum(place => place.Parameter.Shape.Elements);

    /// <summary>The parameters in the order of the block.</summary>
    public IEnumerable<Parameter> Parameters => _places.Values.Select(place => place.Parameter);

    /// <summary>Rises with each change: plans that keep packed weights look here.</summary>
    public long Version { get; private set; }

    /// <summary>Room for a graph's parameters, with their initial values.</summary>
    /// <param name="graph">Whose parameters.</param>
    /// <param name="seed">The same seed gives the same numbers, whatever else the graph holds between the parameters.</param>
    /// <param name="except">Parameters that the caller writes himself: they stay zero, which saves drawing a random number for each of their own. None by default.</param>
    public static Weights For(Graph graph, ulong seed = 0, Func<Parameter, bool>? except = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Parameter[] parameters = [.. graph.Parameters.Select(value => (Parameter)value.Operation)];
        var weights = new Weights(parameters);
        new InitialValues(weights, parameters, parameter => except is null || !except(parameter), seed).Draw(ThreadTeam.Shared);
        return weights;
    }

    /// <summary>The numbers of a parameter, channels last. Call <see cref="Changed"/> after writing to them.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter.</exception>
    public Span<float> this[string name]
    {
        get
        {
            var (parameter, offset) = Find(name);
            return Block.Span(offset, checked((int)parameter.Shape.Elements));
        }
    }

    /// <summary>The trained part of the block as one span.</summary>
    public Span<float> Trained => Block.Span(0, checked((int)TrainedLength));

    /// <summary>A block of zeros for the gradients, laid out as the trained part of this one.</summary>
    public MemoryBlock NewGradients()
    {
        var gradients = new MemoryBlock(TrainedLength);
        gradients.Fill(0);
        return gradients;
    }

    /// <summary>Says that parameters were written to.</summary>
    public void Changed() => Version++;

    /// <summary>Where a parameter begins in the block.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter.</exception>
    public long Offset(string name) => Find(name).Offset;

    private (Parameter Parameter, long Offset) Find(string name) => _places.TryGetValue(name, out var place) ? place
        : throw new KeyNotFoundException($"The model has no parameter \"{name}\"; it has {_places.Count}, among them \"{_places.Keys.FirstOrDefault()}\".");
}
