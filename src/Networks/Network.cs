using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>A network: one function that adds operations to a graph. Its properties are all there is to it; its parameters live elsewhere, in one block.</summary>
public abstract record Network
{
    /// <summary>Channels that it takes.</summary>
    public abstract int InputChannels { get; }

    /// <summary>Channels of its logits.</summary>
    public abstract int OutputChannels { get; }

    /// <summary>2 for images [N, H, W, C], 3 for volumes [N, D, H, W, C].</summary>
    public abstract int Dimensions { get; }

    /// <summary>A shape that it accepts, for print-outs and benchmarks.</summary>
    public abstract Shape TypicalInput { get; }

    /// <summary>The options that differ from a catalogue entry's own, as they are written on the command line and in model files.</summary>
    public abstract IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>Draws the network.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="x">[N, (D,) H, W, <see cref="InputChannels"/>].</param>
    /// <returns>Logits [N, (D',) H', W', <see cref="OutputChannels"/>].</returns>
    /// <exception cref="ArgumentException">Rank, channels or size do not fit; the message names the nearest sizes that do.</exception>
    public Value Build(Graph graph, Value x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(x);
        var name = GetType().Name;
        if (x.Shape.Rank != Dimensions + 2)
        {
            throw new ArgumentException($"{name}: takes {(Dimensions == 2 ? "images [N, H, W, C]" : "volumes [N, D, H, W, C]")}; the input has shape {x.Shape}.");
        }

        if (x.Shape.Channels != InputChannels)
        {
            throw new ArgumentException($"{name}: made for {InputChannels} channels; the input has {x.Shape.Channels} (shape {x.Shape}).");
        }

        RequireSize(x.Shape);
        return Draw(new Scope(graph), x);
    }

    /// <summary>Refuses spatial sizes that do not fit.</summary>
    /// <exception cref="ArgumentException">The message names the nearest sizes that do.</exception>
    protected abstract void RequireSize(Shape input);

    /// <summary>Adds the operations.</summary>
    protected abstract Value Draw(Scope scope, Value x);
}
