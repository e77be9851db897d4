namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Views, copies, and parts placed amid zeros.</summary>
internal static class ViewRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        RuleBook.For<Reshape>((_, _, inputs) => inputs[0]),
        RuleBook.For<Copy>((_, _, inputs) => inputs[0]),
        RuleBook.For<Slice>((slice, value, inputs) => [.. Part(value.Inputs[0].Shape, slice.Start, value.Shape).Select(place => inputs[0][place])]),
        RuleBook.For<Concat>((_, value, inputs) =>
        {
            var (result, start) = (new double[value.Shape.Elements], 0);
            for (var input = 0; input < inputs.Length; input++)
            {
                var channels = value.Inputs[input].Shape.Channels;
                for (var at = 0; at < inputs[input].Length; at++) result[(at / channels * value.Shape.Channels) + start + (at % channels)] = inputs[input][at];
                start += channels;
            }

            return result;
        }),
        RuleBook.For<Embed>((embed, value, inputs) => Placed(new double[value.Shape.Elements], value.Shape, inputs[0], value.Inputs[0].Shape, embed.Start)),
        RuleBook.For<AddPart>((part, value, inputs) => Placed([.. inputs[0]], value.Shape, inputs[1], value.Inputs[1].Shape, part.Start)),
    ];

    private static double[] Placed(double[] whole, Shape shape, double[] part, Shape extents, Shape start)
    {
        foreach (var (at, place) in Part(shape, start, extents).Index())
        {
            whole[place] += part[at];
        }

        return whole;
    }

    // Where the numbers of a part lie in the whole.
    private static int[] Part(Shape whole, Shape start, Shape extents) => Indices.Places(extents, Indices.Steps(whole), Indices.At(whole, start.ToArray()));
}
