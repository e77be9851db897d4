namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Transposition and joining.</summary>
internal static class MovementRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        RuleBook.For<Transpose>((transpose, value, inputs) =>
        {
            var axes = transpose.Permutation.ToArray();
            return [.. Indices.Of(value.Shape).Select(index => inputs[0][Indices.At(value.Inputs[0].Shape, [.. Enumerable.Range(0, axes.Length).Select(axis => index[Array.IndexOf(axes, axis)])])])];
        }),
        RuleBook.For<Join>((join, value, inputs) =>
        {
            var (result, start) = (new double[value.Shape.Elements], 0);
            for (var input = 0; input < inputs.Length; input++)
            {
                var shape = value.Inputs[input].Shape;
                foreach (var index in Indices.Of(shape))
                {
                    int[] to = [.. index];
                    to[join.Axis] += start;
                    result[Indices.At(value.Shape, to)] = inputs[input][Indices.At(shape, index)];
                }

                start += shape[join.Axis];
            }

            return result;
        }),
    ];
}
