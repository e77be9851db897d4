namespace UNetSharp.Graphs.Tests;

/// <summary>One operation with shapes to try its gradient rule on.</summary>
/// <param name="Name">In the test's name.</param>
/// <param name="Shapes">Shapes of the inputs that get gradients.</param>
/// <param name="Draw">Draws the operation on inputs of these shapes.</param>
public sealed record GradientCase(string Name, Shape[] Shapes, Func<Value[], Value> Draw)
{
    /// <summary>Makes random numbers fit the operation's domain (positive for a logarithm, away from a kink); the identity by default.</summary>
    public Func<double, double> Domain { get; init; } = number => number;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
