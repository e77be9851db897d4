using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Add, element by element.</summary>
public sealed record Add : Operation
{
    /// <inheritdoc/>
    public override Ride? Ride => new(RideKind.Sum);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding) => throw new NotSupportedException();
}

/// <summary>Add of values.</summary>
public static class AddExtension
{
    extension(Value)
    {
        /// <summary>Element by element.</summary>
        public static Value operator +(Value left, Value right) => left.Graph.Add(new Add(), left, right);
    }
}
