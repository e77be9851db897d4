using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>a·b, number by number.</summary>
public sealed record Multiply : Binary<MultiplyFunction>
{
    /// <inheritdoc/>
    public override Ride? Ride => new(RideKind.Scale);

    /// <summary>To each input: the gradient times the other input.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => (back.Gradient * back.Input(1)).SumTo(back.Input(0).Shape));
        back.To(1, () => (back.Gradient * back.Input(0)).SumTo(back.Input(1).Shape));
    }
}

/// <summary>Multiply of values.</summary>
public static class MultiplyExtension
{
    extension(Value)
    {
        /// <summary>a·b, number by number; extents of 1 are stretched. PyTorch: <c>*</c>.</summary>
        /// <exception cref="ArgumentException">The shapes do not stretch to one another.</exception>
        public static Value operator *(Value left, Value right) => left.Combine(new Multiply(), right);

        /// <summary>a·b with a constant.</summary>
        public static Value operator *(Value left, float right) => left.Affine(right, 0);

        /// <summary>a·b with a constant.</summary>
        public static Value operator *(float left, Value right) => right.Affine(left, 0);
    }
}
