using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>Where the axes of a parameter go between files, which have channels first, and our weights.</summary>
internal static class ParameterAxes
{
    /// <summary>For each of our axes, which axis of the file it is.</summary>
    public static ImmutableArray<int> ToLast(ParameterKind kind, int rank) => kind switch
    {
        ParameterKind.Convolution => AxisOrder.KernelToLast(rank),
        ParameterKind.TransposedConvolution => AxisOrder.TransposedKernelToLast(rank),
        ParameterKind.Linear => [1, 0],
        _ => [.. Enumerable.Range(0, rank)],
    };

    /// <summary>The extents of a parameter in a file.</summary>
    public static ImmutableArray<int> FileShape(Parameter parameter) =>
        AxisOrder.Permute(parameter.Shape.ToArray(), AxisOrder.Inverse(ToLast(parameter.Kind, parameter.Shape.Rank).AsSpan()).AsSpan());
}
