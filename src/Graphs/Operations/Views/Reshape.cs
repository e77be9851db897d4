namespace UNetSharp.Graphs;

/// <summary>The same numbers in the same order under other extents. Costs nothing where the input is one run of memory.</summary>
/// <param name="Extents">The extents of the result.</param>
public sealed record Reshape(Shape Extents) : ViewOperation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].Elements == Extents.Elements ? Extents
        : throw new ArgumentException($"Reshape: {inputs[0]} has {inputs[0].Elements} elements, {Extents} has {Extents.Elements}.");

    /// <summary>The gradient in the input's extents: reads neither input nor output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Reshape(back.Input(0).Shape));

    internal override Layout? View(ReadOnlySpan<Layout> inputs, Shape output)
    {
        var input = inputs[0].Places[0];
        return inputs[0].Form == InputForm.Contiguous ? new Layout([Place.Contiguous(input.Storage, output) with { Offset = input.Offset }]) : null;
    }
}

/// <summary>Reshaping of values.</summary>
public static class ReshapeExtension
{
    extension(Value x)
    {
        /// <summary>The same numbers in the same order under other extents. PyTorch: <c>reshape</c>, but of channels-last data.</summary>
        /// <exception cref="ArgumentException">The number of elements differs.</exception>
        public Value Reshape(Shape extents) => extents == x.Shape ? x : x.Graph.Add(new Reshape(extents), x);
    }
}
