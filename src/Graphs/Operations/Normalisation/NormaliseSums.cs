using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Σ dz and Σ dz·x̂ for each channel, [1 or N, 2, C], with dz = dy·f′ and x̂ = (x − mean) / √(variance + ε). Inputs: x, its moments, dy, with an activation γ if any and β if any.</summary>
/// <param name="Epsilon">As in <see cref="Normalise"/>.</param>
/// <param name="NegativeSlope">As in <see cref="Normalise"/>.</param>
/// <param name="PerSample">Whether over each sample, or over all.</param>
/// <param name="Gamma">Whether γ is given.</param>
/// <param name="Beta">Whether β is given.</param>
public sealed record NormaliseSums(float Epsilon, float NegativeSlope, bool PerSample, bool Gamma, bool Beta) : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[2] == inputs[0] ? [PerSample ? inputs[0][0] : 1, 2, inputs[0].Channels]
        : throw new ArgumentException($"NormaliseSums: a gradient {inputs[2]} for an output {inputs[0]}.");

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        Window? gamma = Gamma ? binding.Input(3) : null, beta = Beta ? binding.Input(Gamma ? 4 : 3) : null;
        return Normalisation.Sums(new Normalised(binding.Input(0), binding.Input(1), gamma, beta, Epsilon, NegativeSlope), binding.Input(2), binding.Output, binding.Width);
    }

    /// <summary>A subtraction, an addition and two multiply-adds for each number.</summary>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 6 * inputs[0].Elements;
}

/// <summary>The gradient of <see cref="Normalise"/> to its input, its way through the moments included. Inputs: x, its moments, dy, γ if any, with an activation β if any, the sums if any.</summary>
/// <param name="Epsilon">As in <see cref="Normalise"/>.</param>
/// <param name="NegativeSlope">As in <see cref="Normalise"/>.</param>
/// <param name="Gamma">Whether there is a factor for each channel.</param>
/// <param name="Beta">Whether there is a summand for each channel.</param>
/// <param name="Sums">Whether <see cref="NormaliseSums"/> are given; layer normalisation needs none.</param>
public sealed record NormaliseGradient(float Epsilon, float NegativeSlope, bool Gamma, bool Beta, bool Sums) : Operation
{
    /// <summary>The gradient of the output.</summary>
    public override int MayOverwrite => 2;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[2] == inputs[0] ? inputs[0]
        : throw new ArgumentException($"NormaliseGradient: a gradient {inputs[2]} for an output {inputs[0]}.");

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        var next = 3;
        Window? gamma = Gamma ? binding.Input(next++) : null, beta = Beta ? binding.Input(next++) : null;
        var normalised = new Normalised(binding.Input(0), binding.Input(1), gamma, beta, Epsilon, NegativeSlope);
        return Normalisation.Gradient(normalised, binding.Input(2), Sums ? binding.Input(next) : null, binding.Output, binding.Width);
    }

    /// <summary>A subtraction and three multiply-adds for each number.</summary>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 7 * output.Elements;
}
