using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>max(a, b), number by number.</summary>
public sealed record Maximum : Binary<MaximumFunction>
{
    /// <summary>Reads both inputs: the gradient belongs to the larger; equal ones share it, as in PyTorch.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient.Threewise(default(GreaterGradient), back.Input(0), back.Input(1)).SumTo(back.Input(0).Shape));
        back.To(1, () => back.Gradient.Threewise(default(GreaterGradient), back.Input(1), back.Input(0)).SumTo(back.Input(1).Shape));
    }
}

/// <summary>Maximum of values.</summary>
public static class MaximumExtension
{
    extension(Value x)
    {
        /// <summary>max(a, b), number by number; extents of 1 are stretched. PyTorch: <c>maximum</c>.</summary>
        /// <exception cref="ArgumentException">The shapes do not stretch to one another.</exception>
        public Value Maximum(Value other) => x.Combine(new Maximum(), other);
    }
}
