using UNetSharp.Graphs;
using UNetSharp.Kernels;
using UNetSharp.Networks;

namespace UNetSharp.Segmentation;

/// <summary>Which sizes of input a network takes and what it answers for, found by asking it: it is drawn, and refuses what does not fit.</summary>
/// <remarks>Axes are asked one at a time, the others at the network's typical extent: no network couples them.</remarks>
/// <param name="network">The network.</param>
public sealed class NetworkSizes(Network network)
{
    // Sizes that fit are at most this far apart: eight poolings by 2, twice over.
    private const int Reach = 512;
    private readonly Dictionary<(int Axis, int Size), int> _outputs = [];
    private readonly Triple _typical = network.TypicalInput.Spatial;

    /// <summary>What the network makes of an input; null if it does not take it.</summary>
    public TileShape? Shape(Triple input)
    {
        var graph = new Graph();
        try
        {
            var shape = network.TypicalInput.WithSpatial(input, network.InputChannels).With(0, 1);
            return new TileShape(input, network.Build(graph, graph.Input("image", shape)).Shape.Spatial);
        }
        catch (ArgumentException)
        {
            // The network's way to say that a size does not fit.
            return null;
        }
    }

    /// <summary>The places that it answers for along an axis; 0 if it does not take the size.</summary>
    public int Output(int axis, int size)
    {
        if (size < 1) return 0;
        if (!_outputs.TryGetValue((axis, size), out var output))
        {
            output = Shape(_typical.With(axis, size))?.Output.Along(axis) ?? 0;
            _outputs[(axis, size)] = output;
        }

        return output;
    }

    /// <summary>The smallest size from this one on that fits; null if there is none near.</summary>
    public int? AtLeast(int axis, int size)
    {
        for (var candidate = Math.Max(size, 1); candidate <= Math.Max(size, 1) + Reach; candidate++)
        {
            if (Output(axis, candidate) > 0) return candidate;
        }

        return null;
    }

    /// <summary>The largest size up to this one that fits; null if there is none near.</summary>
    public int? AtMost(int axis, int size)
    {
        for (var candidate = size; candidate > Math.Max(size - Reach, 0); candidate--)
        {
            if (Output(axis, candidate) > 0) return candidate;
        }

        return null;
    }

    /// <summary>The smallest size whose answer covers so many places; null if the network takes none so large.</summary>
    public int? Covering(int axis, int places)
    {
        // What a valid network cuts off does not depend on the size; a padded one cuts off nothing.
        var typical = _typical.Along(axis);
        for (var size = AtLeast(axis, places + typical - Output(axis, typical)); size is { } candidate; size = AtLeast(axis, candidate + 1))
        {
            if (Output(axis, candidate) >= places) return candidate;
        }

        return null;
    }

    /// <summary>The distance between neighbouring sizes that fit: the product of a valid network's poolings, which must go through without remainder; 1 where any size fits.</summary>
    public int Stride(int axis)
    {
        var typical = _typical.Along(axis);
        return (AtLeast(axis, typical + 1) ?? typical + 1) - typical;
    }
}
