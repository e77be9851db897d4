using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Mean and biased variance: [1, 2, S] over the whole batch, or [N, 2, S] of each sample, for S sets of C / S neighbouring channels.</summary>
/// <remarks>It has no gradient of its own: that of <see cref="Normalise"/> takes into account that the moments depend on the input.</remarks>
/// <param name="Sets">S: the channels for batch and instance normalisation, 1 for layer normalisation, the groups for group normalisation.</param>
/// <param name="PerSample">Whether each sample has its own.</param>
public sealed record Moments(int Sets, bool PerSample) : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        var x = inputs[0];
        if (x.Rank < (PerSample ? 3 : 2) || x.Rank > 5)
        {
            throw new ArgumentException($"Moments: {x} has no {(PerSample ? "samples with pixels" : "pixels")} to take statistics over.");
        }

        return Sets > 0 && x.Channels % Sets == 0 ? [PerSample ? x[0] : 1, 2, Sets]
            : throw new ArgumentException($"Moments: {x.Channels} channels cannot be shared out among {Sets} groups (input {x}).");
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Normalisation.Moments(binding.Input(0), binding.Output, binding.Width);
    }

    /// <summary>A subtraction, an addition and a multiply-add for each number.</summary>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 4 * inputs[0].Elements;
}

/// <summary>Moments of values.</summary>
public static class MomentsExtension
{
    extension(Value x)
    {
        /// <summary>Mean and biased variance of <paramref name="sets"/> groups of channels: [1, 2, sets] over the batch or [N, 2, sets] of each sample; means first. What <c>Normalise</c> and running statistics take.</summary>
        /// <exception cref="ArgumentException">The channels cannot be shared out among so many groups.</exception>
        public Value Moments(int sets, bool perSample) => x.Graph.Add(new Moments(sets, perSample), x);
    }
}
