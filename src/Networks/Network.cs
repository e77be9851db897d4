using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>A network: one function that adds operations to a graph. Its properties are all there is to it; its parameters live elsewhere, in one block.</summary>
public abstract record Network
{
    /// <summary>What it is called: in the catalogue, or by where it comes from.</summary>
    public virtual string Name => Catalogue.NameOf(this);

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
    /// <returns>Logits [N, (D',) H', W', <see cref="OutputChannels"/>]: the answer at use, the first of <see cref="BuildHeads"/>.</returns>
    /// <exception cref="ArgumentException">Rank, channels or size do not fit; the message names the nearest sizes that do.</exception>
    public Value Build(Graph graph, Value x) => BuildHeads(graph, x)[0].Logits;

    /// <summary>Draws the network with all answers that a training's loss is taken on. What nobody asks a plan for costs nothing, so that drawing them all does not slow inference.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="x">[N, (D,) H, W, <see cref="InputChannels"/>].</param>
    /// <returns>The answer at use first; then, with deep supervision, the others.</returns>
    /// <exception cref="ArgumentException">Rank, channels or size do not fit; the message names the nearest sizes that do.</exception>
    public ImmutableArray<Head> BuildHeads(Graph graph, Value x)
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
        return DrawHeads(new Scope(graph), x);
    }

    /// <summary>What the network's own result is, from the logits of <see cref="Build"/>: the logits themselves, unless it was read from a file whose network ends in a softmax or sigmoid.</summary>
    public virtual Value Finish(Value logits) => logits;

    /// <summary>Refuses spatial sizes that do not fit.</summary>
    /// <exception cref="ArgumentException">The message names the nearest sizes that do.</exception>
    protected abstract void RequireSize(Shape input);

    /// <summary>Refuses extents that do not fit, one axis at a time.</summary>
    /// <param name="input">The input's shape.</param>
    /// <param name="fits">Whether an axis (1 for the first behind the samples) may have an extent.</param>
    /// <param name="what">What they must fit, in words: "5 levels of strides 2".</param>
    /// <exception cref="ArgumentException">The message names the nearest sizes that fit.</exception>
    protected void RequireEach(Shape input, Func<int, int, bool> fits, string what)
    {
        ArgumentNullException.ThrowIfNull(fits);
        for (var axis = 1; axis <= Dimensions; axis++)
        {
            if (fits(axis, input[axis])) continue;
            var (below, above) = NearestSizes(axis, input[axis], fits);
            var name = (Dimensions - axis) switch { 0 => "width", 1 => "height", _ => "depth" };
            throw new ArgumentException($"{GetType().Name}: {name} {input[axis]} does not fit {what}; the nearest that fit are {(below > 0 ? $"{below} and {above}" : above)}: pad, crop or tile the image.");
        }
    }

    /// <summary>The nearest extents of an axis that fit; 0 below where there is none.</summary>
    protected static (int Below, int Above) NearestSizes(int axis, int size, Func<int, int, bool> fits)
    {
        ArgumentNullException.ThrowIfNull(fits);
        var (below, above) = (size, Math.Max(size, 1));
        while (below > 0 && !fits(axis, below))
        {
            below--;
        }

        while (!fits(axis, above))
        {
            above++;
        }

        return (below, above);
    }

    /// <summary>Adds the operations.</summary>
    protected abstract Value Draw(Scope scope, Value x);

    /// <summary>Adds the operations of all answers: those of <see cref="Draw"/> alone, unless the network has deep supervision.</summary>
    protected virtual ImmutableArray<Head> DrawHeads(Scope scope, Value x) => [new(Draw(scope, x))];
}
