using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>The error function, 2/√π·∫ exp(−t²) dt from 0 to x. Networks use it in GELU, which <see cref="Gelu"/> is in one step; files of other frameworks spell it out.</summary>
public sealed record Erf : Unary<ErfFunction>
{
    /// <inheritdoc/>
    protected override ErfFunction Function => default;

    /// <summary>Reads the input, not the output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Pairwise(default(ErfGradient), back.Input(0)));
}

/// <summary>Erf of values.</summary>
public static class ErfExtension
{
    extension(Value x)
    {
        /// <summary>The error function. PyTorch: <c>erf</c>. Within 3·10⁻⁷ of the exact value.</summary>
        public Value Erf() => x.Graph.Add(new Erf(), x);
    }
}
