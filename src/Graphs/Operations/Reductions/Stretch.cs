using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>scale·x, repeated along the axes on which the input has extent 1.</summary>
/// <param name="Extents">The extents of the result.</param>
/// <param name="Scale">A factor: the gradient of a mean needs one.</param>
public sealed record Stretch(Shape Extents, float Scale = 1) : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Elementwise.Stretches(inputs[0], Extents) ? Extents
        : throw new ArgumentException($"Stretch: {inputs[0]} cannot be stretched to {Extents}: only extents of 1 grow.");

    /// <summary>The sum over what was repeated: reads neither input nor output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Graph.Add(new Sum(back.Input(0).Shape, Scale), back.Gradient));

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Pointwise.Unary(new AffineFunction(Scale, 0), binding.Input(0), binding.Output, binding.Width);
    }
}

/// <summary>Stretching of values.</summary>
public static class StretchExtension
{
    extension(Value x)
    {
        /// <summary>The same numbers, repeated along axes of extent 1 and missing leading axes. Element-wise operations stretch by themselves. PyTorch: <c>broadcast_to</c>.</summary>
        /// <exception cref="ArgumentException">An extent other than 1 would have to grow.</exception>
        public Value BroadcastTo(Shape extents) => extents == x.Shape ? x
            : x.Reshape(Shape.Of([.. Enumerable.Repeat(1, Math.Max(extents.Rank - x.Shape.Rank, 0)), .. x.Shape.ToArray()])).Stretched(extents);

        private Value Stretched(Shape extents)
        {
            if (extents.Rank <= Elementwise.MostAxes || !Elementwise.Stretches(x.Shape, extents)) return x.Graph.Add(new Stretch(extents), x);

            // Each axis by itself: all in front of it are one, and all behind it.
            var whole = x;
            for (var axis = 0; axis < extents.Rank; axis++)
            {
                if (whole.Shape[axis] == extents[axis]) continue;
                var (before, behind) = whole.Shape.Around(axis);
                whole = whole.Graph.Add(new Stretch([before, extents[axis], behind]), whole.Reshape([before, 1, behind])).Reshape(whole.Shape.With(axis, extents[axis]));
            }

            return whole;
        }
    }
}
