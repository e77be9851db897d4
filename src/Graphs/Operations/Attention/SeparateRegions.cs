using System.Collections.Immutable;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Attention scores [windows·N, heads, L, L] less a penalty between tokens of different regions: after a cyclic shift a window holds pieces of the image that are no neighbours.</summary>
/// <remarks>The same as a mask [windows, L, L] of zeros and −penalties that is added, which for volumes would be as large as the scores themselves; here only its cause is kept.</remarks>
/// <param name="Regions">The region of each token of each window, [windows · L].</param>
/// <param name="Penalty">What is taken off.</param>
public sealed record SeparateRegions(ImmutableArray<int> Regions, float Penalty) : Operation
{
    /// <inheritdoc/>
    public override int MayOverwrite => 0;

    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        var x = inputs[0];
        return x.Rank == 4 && x[2] == x[3] && x[3] > 0 && Regions.Length % x[3] == 0 && Regions.Length > 0 && x[0] % (Regions.Length / x[3]) == 0 ? x
            : throw new ArgumentException($"SeparateRegions: scores {x} and {Regions.Length} regions: expected [windows·N, heads, L, L] and a region for each of the L tokens of each window.");
    }

    /// <summary>The gradient as it is: reads neither input nor output.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient);
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return new Kernels.SeparateRegions(binding.Input(0), binding.Output, [.. Regions], Penalty);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => output.Elements;
}

/// <summary>Separation of regions in values.</summary>
public static class SeparateRegionsExtension
{
    extension(Value scores)
    {
        /// <summary>Scores less a penalty between tokens of different regions: the masks of shifted windows (Liu et al. 2021, arXiv 2103.14030).</summary>
        /// <param name="regions">The region of each token of each window, [windows · L]; samples follow one another, each with all its windows.</param>
        /// <param name="penalty">What is taken off; 100 as in the reference, which leaves e⁻¹⁰⁰ of the weight.</param>
        /// <exception cref="ArgumentException">The scores are no square matrices, or there are not so many regions.</exception>
        public Value SeparateRegions(ImmutableArray<int> regions, float penalty = 100) => scores.Graph.Add(new SeparateRegions(regions, penalty), scores);
    }
}
