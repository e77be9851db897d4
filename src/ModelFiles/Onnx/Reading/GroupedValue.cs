using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>An image or volume [N, C, …] that a Reshape made [N, groups, everything else]: kept as it was, since most likely it is about to be normalised and made [N, C, …] again.</summary>
/// <param name="whole">The image.</param>
/// <param name="groups">The second extent.</param>
internal sealed class GroupedValue(DrawnValue whole, int groups) : OnnxValue
{
    /// <summary>The image.</summary>
    public DrawnValue Whole { get; } = whole;

    /// <summary>Groups of neighbouring channels.</summary>
    public int Groups { get; } = groups;

    /// <inheritdoc/>
    public override ImmutableArray<int> Shape { get; } = [whole.Shape[0], groups, (int)(whole.Value.Shape.Elements / Math.Max(1L * whole.Shape[0] * groups, 1))];

    /// <summary>The values as the Reshape made them.</summary>
    public DrawnValue Apart() => new(Whole.Arranged().Reshape(Graphs.Shape.Of(Shape.AsSpan())), DrawnValue.InOrder(3));
}
