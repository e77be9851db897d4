using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>The signed distance to the border between numbers above ½ and below, channel by channel: [N, (D,) H, W, C] gives the same shape.</summary>
public sealed record SignedDistance : Operation
{
    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].Rank is 4 or 5 ? inputs[0]
        : throw new ArgumentException($"SignedDistance: takes [N, H, W, C] or [N, D, H, W, C], not {inputs[0]}.");

    /// <summary>Distances change in jumps: nothing flows.</summary>
    public override void Gradient(Backward back)
    {
        // Constant until a number crosses ½.
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return new Kernels.SignedDistance(binding.Input(0), binding.Output);
    }
}

/// <summary>Signed distances of values.</summary>
public static class SignedDistanceExtension
{
    extension(Value x)
    {
        /// <summary>In pixels: where a number is below ½ the distance to the nearest above, where it is above minus the distance to the nearest below; 0 at ½, which is neither, and where there is no border.</summary>
        /// <remarks>SciPy: <c>distance_transform_edt(x &lt; .5) − distance_transform_edt(x &gt; .5)</c>. It has no gradient: losses take distances as given.</remarks>
        /// <exception cref="ArgumentException">It is no image or volume.</exception>
        public Value SignedDistance() => x.Graph.Add(new SignedDistance(), x);
    }
}
