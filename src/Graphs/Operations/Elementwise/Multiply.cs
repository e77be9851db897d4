using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Multiply, element by element.</summary>
public sealed record Multiply : Operation
{
    /// <inheritdoc/>
    public override Ride? Ride => new(RideKind.Scale);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding) => throw new NotSupportedException();
}

/// <summary>Multiply of values.</summary>
public static class MultiplyExtension
{
    extension(Value)
    {
        /// <summary>Element by element.</summary>
        public static Value operator *(Value left, Value right) => left.Graph.Add(new Multiply(), left, right);
    }
}
