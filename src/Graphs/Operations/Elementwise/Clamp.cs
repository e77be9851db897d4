using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>min(max(x, low), high).</summary>
/// <param name="Low">Lower bound.</param>
/// <param name="High">Upper bound.</param>
public sealed record Clamp(float Low, float High) : Unary<ClampFunction>
{
    /// <inheritdoc/>
    protected override ClampFunction Function => new(Low, High);

    /// <summary>Reads the input, not the output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(new ClampGradient(Low, High), back.Input(0)));
}

/// <summary>Clamp of values.</summary>
public static class ClampExtension
{
    extension(Value x)
    {
        /// <summary>min(max(x, low), high); the gradient is 0 outside the bounds. PyTorch: <c>clamp</c>.</summary>
        /// <exception cref="ArgumentException">The lower bound is above the upper.</exception>
        public Value Clamp(float low, float high)
        {
            if (!(low <= high))
            {
                throw new ArgumentException($"Clamp: the lower bound {low} is above the upper bound {high}.");
            }

            return x.Graph.Add(new Clamp(low, high), x);
        }
    }
}
