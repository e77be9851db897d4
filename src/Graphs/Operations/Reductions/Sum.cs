using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>scale·Σ x over the axes on which the result has extent 1.</summary>
/// <param name="Extents">The extents of the result: on each axis the input's, or 1.</param>
/// <param name="Scale">1 for the sum; 1 / (numbers in a sum) for the mean.</param>
public sealed record Sum(Shape Extents, float Scale = 1) : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) =>
        Elementwise.Stretches(Extents, inputs[0]) ? Extents
            : throw new ArgumentException($"Sum: {inputs[0]} cannot be summed to {Extents}: on each axis the extent stays, or becomes 1.");

    /// <summary>The gradient everywhere where a number was summed: reads neither input nor output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Graph.Add(new Stretch(back.Input(0).Shape, Scale), back.Gradient));

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Reduction.Sum(binding.Input(0), binding.Output, Scale, binding.Width);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => inputs[0].Elements;
}

/// <summary>Sums and means of values.</summary>
public static class SumExtension
{
    extension(Value x)
    {
        /// <summary>The sum of all numbers: a scalar, []. PyTorch: <c>sum</c>.</summary>
        public Value Sum() => x.Reduced(1, [.. Enumerable.Range(0, x.Shape.Rank)], keepAxes: false);

        /// <summary>The sum over some axes. PyTorch: <c>sum(dim, keepdim)</c>.</summary>
        /// <param name="axes">Axes to sum over; negative ones count from the end.</param>
        /// <param name="keepAxes">Whether they stay, with extent 1 (default), or go.</param>
        /// <exception cref="ArgumentException">There is no such axis.</exception>
        public Value Sum(int[] axes, bool keepAxes = true) => x.Reduced(1, axes, keepAxes);

        /// <summary>The mean of all numbers: a scalar, []. PyTorch: <c>mean</c>.</summary>
        public Value Mean() => x.Mean([.. Enumerable.Range(0, x.Shape.Rank)], keepAxes: false);

        /// <summary>The mean over some axes. PyTorch: <c>mean(dim, keepdim)</c>.</summary>
        /// <param name="axes">Axes to take the mean over; negative ones count from the end.</param>
        /// <param name="keepAxes">Whether they stay, with extent 1 (default), or go.</param>
        /// <exception cref="ArgumentException">There is no such axis.</exception>
        public Value Mean(int[] axes, bool keepAxes = true)
        {
            ArgumentNullException.ThrowIfNull(axes);
            var numbers = axes.Aggregate(1L, (product, axis) => product * x.Shape[x.AxisOf(axis)]);
            return x.Reduced(1f / numbers, axes, keepAxes);
        }

        /// <summary>The sum over what stretched a value of that shape to this one's: the gradient's way back through stretching.</summary>
        internal Value SumTo(Shape shape)
        {
            var extents = Shape.Of([.. Enumerable.Repeat(1, x.Shape.Rank - shape.Rank), .. shape.ToArray()]);
            return (extents == x.Shape ? x : x.Summed(extents, 1)).Reshape(shape);
        }

        private Value Reduced(float scale, int[] axes, bool keepAxes)
        {
            ArgumentNullException.ThrowIfNull(axes);
            var summed = axes.Select(axis => x.AxisOf(axis)).ToHashSet();
            var sum = x.Summed(summed.Aggregate(x.Shape, (shape, axis) => shape.With(axis, 1)), scale);
            return keepAxes ? sum : sum.Reshape(Shape.Of([.. Enumerable.Range(0, x.Shape.Rank).Where(axis => !summed.Contains(axis)).Select(axis => x.Shape[axis])]));
        }

        private Value Summed(Shape extents, float scale)
        {
            if (x.Shape.Rank <= Elementwise.MostAxes) return x.Graph.Add(new Sum(extents, scale), x);

            // Each axis by itself: all in front of it are one, and all behind it.
            var sum = x;
            for (var axis = 0; axis < extents.Rank; axis++)
            {
                if (sum.Shape[axis] == extents[axis]) continue;
                var (before, behind) = sum.Shape.Around(axis);
                sum = sum.Graph.Add(new Sum([before, 1, behind]), sum.Reshape([before, sum.Shape[axis], behind])).Reshape(sum.Shape.With(axis, 1));
            }

            return scale == 1 ? sum : sum * scale;
        }

        private int AxisOf(int axis) => axis >= -x.Shape.Rank && axis < x.Shape.Rank ? (axis + x.Shape.Rank) % x.Shape.Rank
            : throw new ArgumentException($"Sum: {x.Shape} has no axis {axis}.");
    }
}
