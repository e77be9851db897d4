using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Values one behind the other along an axis that is not the channels; these are copied. Along the channels it is <see cref="Concat"/>, which costs nothing.</summary>
/// <param name="Axis">Along which axis.</param>
public sealed record Join(int Axis) : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        var first = inputs.Length > 0 ? inputs[0] : throw new ArgumentException("Join: nothing to join.");
        if (first.Rank > 5 || Axis < 0 || Axis >= first.Rank - 1)
        {
            throw new ArgumentException($"Join: axis {Axis} of {first}; it must be one in front of the channels (they are joined by Concat), of at most five axes.");
        }

        var extent = 0;
        foreach (var input in inputs)
        {
            extent += input.Rank == first.Rank && input.With(Axis, 0) == first.With(Axis, 0) ? input[Axis]
                : throw new ArgumentException($"Join: {input} and {first} differ on more than axis {Axis}: crop, pad or resize one of them first.");
        }

        return first.With(Axis, extent);
    }

    /// <summary>Each input gets its own part of the gradient, as a view: reads neither input nor output.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        var first = 0;
        for (var index = 0; index < back.Result.Inputs.Length; index++)
        {
            var (start, extent) = (first, back.Input(index).Shape[Axis]);
            back.To(index, () => back.Gradient.Slice(Axis, start, extent));
            first += extent;
        }
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);

        // [N, D, H, W, C]; what a shape lacks is missing at D, then H, and [R, C] has its rows at W.
        var rank = binding.Value.Shape.Rank;
        var behind = rank - 2 - Axis;
        var axis = Axis == 0 && rank > 2 ? 0 : 3 - behind;
        return new JoinWindows([.. Enumerable.Range(0, binding.Count).Select(binding.Input)], binding.Output, axis);
    }
}

/// <summary>Joining of values.</summary>
public static class JoinExtension
{
    extension(Value x)
    {
        /// <summary>This value, then the others, along an axis; −1 is the channels. PyTorch: <c>torch.cat</c>.</summary>
        /// <exception cref="ArgumentException">They differ on another axis.</exception>
        public Value Join(int axis, params ReadOnlySpan<Value> others)
        {
            axis = axis < 0 ? axis + x.Shape.Rank : axis;
            Value[] all = [x, .. others];
            if (x.Shape.Rank > Elementwise.MostAxes && axis < x.Shape.Rank - 1)
            {
                // No window has more axes than five: the axis stands alone between all in front of it and all behind.
                Value[] between = [.. all.Select(value => value.Around(axis))];
                return between[0].Join(1, between.AsSpan()[1..]).Reshape(x.Shape.With(axis, all.Sum(value => value.Shape[axis])));
            }

            return x.Graph.Add(axis == x.Shape.Rank - 1 ? new Concat() : new Join(axis), all);
        }

        private Value Around(int axis)
        {
            var (before, behind) = x.Shape.Around(axis);
            return x.Reshape([before, x.Shape[axis], behind]);
        }
    }
}
