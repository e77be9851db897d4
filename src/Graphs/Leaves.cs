namespace UNetSharp.Graphs;

/// <summary>A value that the caller fills before each run.</summary>
/// <param name="Label">The caller's name for it.</param>
/// <param name="Shape">Its extents.</param>
public sealed record Input(string Label, Shape Shape) : Leaf
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Shape;
}

/// <summary>A number everywhere.</summary>
/// <param name="Number">The number.</param>
/// <param name="Shape">The extents.</param>
public sealed record Constant(float Number, Shape Shape) : Leaf
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Shape;
}

/// <summary>A named block of numbers that a model learns, or keeps (running statistics).</summary>
/// <param name="Path">Its name in the model: the reference's name wherever there is one ("down1.maxpool_conv.1.double_conv.0.weight").</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Initial">What it holds before training.</param>
/// <param name="Kind">What it is, which says how other frameworks order its axes.</param>
/// <param name="Trained">Whether the optimiser changes it; running statistics are not trained.</param>
public sealed record Parameter(string Path, Shape Shape, Initialiser Initial, ParameterKind Kind = ParameterKind.Plain, bool Trained = true) : Leaf
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Shape;
}

/// <summary>What is computed from leaves of one kind alone.</summary>
public static class Leaves
{
    /// <summary>The values that depend on parameters and constants alone: they change only when the parameters do.</summary>
    /// <param name="values">Inputs before their users.</param>
    public static IReadOnlySet<Value> FromParameters(IEnumerable<Value> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var found = new HashSet<Value>();
        foreach (var value in values)
        {
            if (value.Operation is Parameter or Constant || (value.Inputs.Length > 0 && value.Inputs.All(found.Contains)))
            {
                found.Add(value);
            }
        }

        return found;
    }
}
