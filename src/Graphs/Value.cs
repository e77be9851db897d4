using System.Collections.Immutable;

namespace UNetSharp.Graphs;

/// <summary>The result of one operation in a graph: what network code passes around. It has a shape, and, once a plan is made, a place.</summary>
/// <remarks>The operations are extension methods, each in its own file beside its shape rule, its gradient and its kernel (Operations/).</remarks>
public sealed class Value
{
    internal Value(Graph graph, int index, Operation operation, ImmutableArray<Value> inputs, Shape shape, string layer)
    {
        (Graph, Index, Operation, Inputs, Shape, Layer) = (graph, index, operation, inputs, shape, layer);
    }

    /// <summary>The graph that the value belongs to.</summary>
    public Graph Graph { get; }

    /// <summary>Position in the graph: after the positions of all inputs.</summary>
    public int Index { get; }

    /// <summary>What computes it.</summary>
    public Operation Operation { get; }

    /// <summary>What it is computed from.</summary>
    public ImmutableArray<Value> Inputs { get; }

    /// <summary>Its extents, channels last.</summary>
    public Shape Shape { get; }

    /// <summary>The layer that drew it ("down1.0"), for messages and print-outs; empty outside layers.</summary>
    public string Layer { get; }

    /// <summary>Arithmetic, a multiply-add counted as two.</summary>
    internal long Flops => Computes ? Operation.Flops([.. Inputs.Select(input => input.Shape)], Shape) : 0;

    /// <summary>Floats that its computation reads and writes, each once.</summary>
    internal long FloatsMoved => Computes ? Shape.Elements + Inputs.Sum(input => input.Shape.Elements) : 0;

    /// <summary>The time of the computation, in one number to compare steps by: the operations that are carried out, and about twenty, as many as there is time for, for each float read or written.</summary>
    internal double Work => Computes ? (Flops / Operation.Saving) + (20.0 * FloatsMoved) : 0;

    private bool Computes => Operation is not (Leaf or ViewOperation);

    /// <inheritdoc/>
    public override string ToString() => $"{(Layer.Length > 0 ? Layer + ": " : "")}{Operation.Name} {Shape}";
}
