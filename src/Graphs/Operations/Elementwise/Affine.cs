using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>scale·x + shift with constants.</summary>
/// <param name="Scale">Factor.</param>
/// <param name="Shift">Addend.</param>
public sealed record Affine(float Scale, float Shift) : Unary<AffineFunction>
{
    /// <inheritdoc/>
    protected override AffineFunction Function => new(Scale, Shift);

    /// <summary>Reads neither input nor output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient * Scale);
}

/// <summary>Affine of values.</summary>
public static class AffineExtension
{
    extension(Value x)
    {
        /// <summary>scale·x + shift with constants.</summary>
        public Value Affine(float scale, float shift) => x.Graph.Add(new Affine(scale, shift), x);
    }
}
