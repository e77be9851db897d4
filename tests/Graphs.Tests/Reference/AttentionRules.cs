namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>What attention has besides products and softmax: rows of tables, masks.</summary>
internal static class AttentionRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        RuleBook.For<TakeRows>((take, value, inputs) =>
            [.. Indices.Of(value.Shape).Select(index => inputs[0][(take.Rows[index[0]] * value.Shape[1]) + index[1]])]),
        RuleBook.For<AddRows>((add, value, inputs) =>
        {
            var (result, columns) = (new double[value.Shape.Elements], value.Shape[1]);
            for (var at = 0; at < inputs[0].Length; at++)
            {
                result[(add.Rows[at / columns] * columns) + (at % columns)] += inputs[0][at];
            }

            return result;
        }),
        RuleBook.For<SeparateRegions>((separate, value, inputs) =>
        {
            var (length, windows) = (value.Shape[3], separate.Regions.Length / value.Shape[3]);
            int Region(int window, int token) => separate.Regions[(window % windows * length) + token];
            return [.. Indices.Of(value.Shape).Select(index => inputs[0][Indices.At(value.Shape, index)] - (Region(index[0], index[2]) == Region(index[0], index[3]) ? 0 : separate.Penalty))];
        }),
    ];
}
