using System.Collections.Immutable;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>One kernel call of a plan, for print-outs.</summary>
/// <param name="Layer">The layer that drew it.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Kernel">How it is done.</param>
/// <param name="Reason">Why so, where there was a choice.</param>
/// <param name="Shape">The result's extents.</param>
/// <param name="Flops">Arithmetic, a multiply-add counted as two, a Winograd product as the direct one.</param>
/// <param name="Bytes">What it reads and writes, each number once.</param>
/// <param name="Prepares">Whether it runs only when the parameters have changed.</param>
/// <param name="Loops">The loops that it is, one after another. Their work is an estimate that only compares: the step's, shared out as if all its pieces were equally long.</param>
public sealed record PlanStep(string Layer, string Operation, string Kernel, string Reason, Shape Shape, long Flops, long Bytes, bool Prepares, ImmutableArray<Loop> Loops)
{
    /// <summary>Into how many pieces its widest loop is cut: on more threads than that it gets no faster.</summary>
    public int Pieces => Loops.Max(loop => loop.Pieces);
}

/// <summary>What a plan takes.</summary>
/// <param name="ArenaBytes">All values, inputs, packed weights, and the working memory of kernels, which takes room that no value needs at the time.</param>
/// <param name="WeightBytes">The parameters.</param>
/// <param name="GradientBytes">The block of gradients; 0 without a backward pass, or where an <see cref="IParameterStep"/> takes them in passing.</param>
/// <param name="Flops">Arithmetic of one run, what is computed again included, preparation not.</param>
/// <param name="Trains">Whether there is a backward pass.</param>
public sealed record PlanFigures(long ArenaBytes, long WeightBytes, long GradientBytes, long Flops, bool Trains)
{
    /// <summary>Bytes in all.</summary>
    public long Bytes => ArenaBytes + WeightBytes + GradientBytes;

    /// <summary>What the runtime takes to run it: compiled code, descriptions of types, the graph. Measured, 6 to 11 MB at inference and 10 to 22 MB in training, however large the network.</summary>
    public long RuntimeBytes => Trains ? 15_000_000 : 10_000_000;

    /// <summary>What a process takes above a bare one that has loaded nothing yet: <see cref="Bytes"/> and <see cref="RuntimeBytes"/>.</summary>
    public long ProcessBytes => Bytes + RuntimeBytes;
}
