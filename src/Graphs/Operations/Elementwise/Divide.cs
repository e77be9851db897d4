using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>a / b, number by number.</summary>
public sealed record Divide : Binary<DivideFunction>
{
    /// <summary>Reads b and the output: d(a / b) = da / b − db·(a / b) / b.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => (back.Gradient / back.Input(1)).SumTo(back.Input(0).Shape));
        back.To(1, () => -(back.Gradient * back.Result / back.Input(1)).SumTo(back.Input(1).Shape));
    }
}

/// <summary>Divide of values.</summary>
public static class DivideExtension
{
    extension(Value)
    {
        /// <summary>a / b, number by number; extents of 1 are stretched. PyTorch: <c>/</c>.</summary>
        /// <exception cref="ArgumentException">The shapes do not stretch to one another.</exception>
        public static Value operator /(Value left, Value right) => left.Combine(new Divide(), right);

        /// <summary>a / b with a constant.</summary>
        public static Value operator /(Value left, float right) => left.Affine(1 / right, 0);

        /// <summary>a / b with a constant.</summary>
        public static Value operator /(float left, Value right) => right.Reciprocal().Affine(left, 0);
    }
}
