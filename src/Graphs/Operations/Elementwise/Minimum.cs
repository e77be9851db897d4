using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>min(a, b), number by number.</summary>
public sealed record Minimum : Binary<MinimumFunction>
{
    /// <summary>Reads both inputs: the gradient belongs to the smaller; equal ones share it, as in PyTorch.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient.Threewise(default(GreaterGradient), back.Input(1), back.Input(0)).SumTo(back.Input(0).Shape));
        back.To(1, () => back.Gradient.Threewise(default(GreaterGradient), back.Input(0), back.Input(1)).SumTo(back.Input(1).Shape));
    }
}

/// <summary>Minimum of values.</summary>
public static class MinimumExtension
{
    extension(Value x)
    {
        /// <summary>min(a, b), number by number; extents of 1 are stretched. PyTorch: <c>minimum</c>.</summary>
        /// <exception cref="ArgumentException">The shapes do not stretch to one another.</exception>
        public Value Minimum(Value other) => x.Combine(new Minimum(), other);
    }
}
