using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Axes in another order.</summary>
/// <param name="Permutation">For each axis of the result, the input's axis that it is.</param>
public sealed record Transpose(Shape Permutation) : Operation
{
    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        var x = inputs[0];
        var axes = Permutation.ToArray();
        return axes.Order().SequenceEqual(Enumerable.Range(0, x.Rank)) ? Shape.Of(Array.ConvertAll(axes, axis => x[axis]))
            : throw new ArgumentException($"Transpose: {Permutation} names not each of the {x.Rank} axes of {x} once.");
    }

    /// <summary>The gradient with its axes put back: reads neither input nor output.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        var axes = Permutation.ToArray();
        back.To(0, () => back.Gradient.Transpose([.. Enumerable.Range(0, axes.Length).Select(axis => Array.IndexOf(axes, axis))]));
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return new Transposition(binding.Input(0), binding.Output, binding.Shape(0).ToArray(), Permutation.ToArray());
    }
}

/// <summary>Transposition of values.</summary>
public static class TransposeExtension
{
    extension(Value x)
    {
        /// <summary>Axes in another order: axis a of the result is axis <paramref name="axes"/>[a] of the value. PyTorch: <c>permute</c>, and copied.</summary>
        /// <exception cref="ArgumentException">Not each axis once.</exception>
        public Value Transpose(params ReadOnlySpan<int> axes) => x.Graph.Add(new Transpose(Shape.Of(axes)), x);
    }
}
