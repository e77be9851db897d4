namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Transposition and joining.</summary>
internal static class MovementRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        RuleBook.For<Transpose>((transpose, value, inputs) =>
        {
            var steps = Indices.Steps(value.Inputs[0].Shape);
            return [.. Indices.Places(value.Shape, [.. transpose.Permutation.ToArray().Select(axis => steps[axis])]).Select(place => inputs[0][place])];
        }),
        RuleBook.For<Join>((join, value, inputs) =>
        {
            var (result, steps, start) = (new double[value.Shape.Elements], Indices.Steps(value.Shape), 0);
            foreach (var (numbers, shape) in inputs.Zip(value.Inputs.ToArray(), (numbers, input) => (numbers, input.Shape)))
            {
                foreach (var (at, place) in Indices.Places(shape, steps, start * steps[join.Axis]).Index()) result[place] = numbers[at];
                start += shape[join.Axis];
            }

            return result;
        }),
    ];
}
