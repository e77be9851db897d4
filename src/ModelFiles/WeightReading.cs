using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.ModelFiles;

/// <summary>Brings the tensors of a file into a model's block: from the file's order of axes to ours, on all threads.</summary>
internal static class WeightReading
{
    /// <summary>Fills the parameters that the file has; shapes have been compared before.</summary>
    /// <exception cref="InvalidDataException">The file no longer holds the values.</exception>
    public static void Read(TensorSet tensors, Weights weights)
    {
        // One buffer for all: the largest tensor as the file has it.
        var buffer = new MemoryBlock(weights.Parameters.Select(parameter => parameter.Shape.Elements).DefaultIfEmpty().Max());
        foreach (var parameter in weights.Parameters)
        {
            if (!tensors.TryGet(parameter.Path, out var tensor)) continue;
            var (count, axes) = (checked((int)tensor.Count), ParameterAxes.ToLast(parameter.Kind, parameter.Shape.Rank));
            if (axes.SequenceEqual(Enumerable.Range(0, axes.Length)))
            {
                tensor.ReadFloats(weights[parameter.Path]);
                continue;
            }

            tensor.ReadFloats(buffer.Span(0, count));
            var (from, to) = (buffer.Window(0, 1, 1, 1, 1, count), weights.Block.Window(weights.Offset(parameter.Path), 1, 1, 1, 1, count));
            new Transposition(from, to, tensor.Shape.AsSpan(), axes.AsSpan()).Run(ThreadTeam.Shared, default);
        }
    }
}
