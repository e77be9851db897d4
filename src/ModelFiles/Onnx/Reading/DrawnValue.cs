using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>A value of our graph that stands for one of an ONNX graph, whose axes it may have in another order.</summary>
/// <remarks>
/// ONNX puts channels first, we put them last: [N, C, H, W] is drawn as [N, H, W, C], of axes 0, 2, 3, 1. Convolutions and their like ask for that order, and nearly always have it already. A Transpose node
/// moves nothing: it only changes which axis is which. Numbers are moved where an operation needs them in an order that they are not in.
/// </remarks>
/// <param name="value">The value.</param>
/// <param name="axes">For each of its axes the ONNX axis that it is.</param>
internal sealed class DrawnValue(Value value, ImmutableArray<int> axes) : OnnxValue
{
    /// <summary>The value, its axes in the order of <see cref="Axes"/>.</summary>
    public Value Value { get; } = value;

    /// <summary>For each axis of the value the ONNX axis that it is.</summary>
    public ImmutableArray<int> Axes { get; } = axes;

    /// <inheritdoc/>
    public override ImmutableArray<int> Shape { get; } = [.. Enumerable.Range(0, axes.Length).Select(axis => value.Shape[axes.IndexOf(axis)])];

    /// <summary>Axes.</summary>
    public int Rank => Axes.Length;

    /// <summary>[N, C, spatial…] → [N, spatial…, C].</summary>
    public static ImmutableArray<int> Last(int rank) => rank < 2 ? InOrder(rank) : AxisOrder.ActivationToLast(rank);

    /// <summary>ONNX's own order.</summary>
    public static ImmutableArray<int> InOrder(int rank) => [.. Enumerable.Range(0, rank)];

    /// <summary>The value with its channels last: [N, (D,) H, W, C].</summary>
    public Value ChannelsLast() => Arranged(Last(Rank));

    /// <summary>The value with its axes as ONNX has them.</summary>
    public Value Arranged() => Arranged(InOrder(Rank));

    /// <summary>The value with its axes in some order.</summary>
    public Value Arranged(ImmutableArray<int> order)
    {
        if (order.SequenceEqual(Axes)) return Value;
        int[] from = [.. order.Select(axis => Axes.IndexOf(axis))];

        // Axes of extent 1 can be anywhere: where only they change places no number moves.
        var moving = from.Where(axis => Value.Shape[axis] != 1).ToArray();
        return moving.SequenceEqual(moving.Order()) ? Value.Reshape(Graphs.Shape.Of(Array.ConvertAll(from, axis => Value.Shape[axis]))) : Value.Transpose(from);
    }

    /// <summary>What is computed from the value number by number, with the same axes.</summary>
    public DrawnValue With(Value result) => new(result, Axes);

    /// <summary>Where an ONNX axis is in the value.</summary>
    public int Place(int axis) => Axes.IndexOf(axis);
}
