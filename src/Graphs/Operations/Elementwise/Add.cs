using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>a + b, number by number.</summary>
public sealed record Add : Binary<AddFunction>
{
    /// <inheritdoc/>
    public override Ride? Ride => new(RideKind.Sum);

    /// <summary>Reads neither input nor output.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient.SumTo(back.Input(0).Shape));
        back.To(1, () => back.Gradient.SumTo(back.Input(1).Shape));
    }
}

/// <summary>Add of values.</summary>
public static class AddExtension
{
    extension(Value)
    {
        /// <summary>a + b, number by number; extents of 1 are stretched. PyTorch: <c>+</c>.</summary>
        /// <exception cref="ArgumentException">The shapes do not stretch to one another.</exception>
        public static Value operator +(Value left, Value right) => left.Combine(new Add(), right);

        /// <summary>a + b with a constant.</summary>
        public static Value operator +(Value left, float right) => left.Affine(1, right);

        /// <summary>a + b with a constant.</summary>
        public static Value operator +(float left, Value right) => right.Affine(1, left);
    }
}
