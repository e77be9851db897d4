namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Views, copies, and parts placed amid zeros.</summary>
internal static class ViewRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        RuleBook.For<Reshape>((_, _, inputs) => inputs[0]),
        RuleBook.For<Copy>((_, _, inputs) => inputs[0]),
        RuleBook.For<Slice>((slice, value, inputs) =>
            [.. Indices.Of(value.Shape).Select(index => inputs[0][Indices.At(value.Inputs[0].Shape, Moved(index, slice.Start))])]),
        RuleBook.For<Concat>((_, value, inputs) =>
        {
            var result = new List<double>();
            for (var pixel = 0; pixel < value.Shape.Elements / value.Shape.Channels; pixel++)
            {
                for (var input = 0; input < inputs.Length; input++)
                {
                    var channels = value.Inputs[input].Shape.Channels;
                    result.AddRange(inputs[input].Skip(pixel * channels).Take(channels));
                }
            }

            return [.. result];
        }),
        RuleBook.For<Embed>((embed, value, inputs) => Placed(new double[value.Shape.Elements], value.Shape, inputs[0], value.Inputs[0].Shape, embed.Start)),
        RuleBook.For<AddPart>((part, value, inputs) => Placed([.. inputs[0]], value.Shape, inputs[1], value.Inputs[1].Shape, part.Start)),
    ];

    private static double[] Placed(double[] whole, Shape shape, double[] part, Shape extents, Shape start)
    {
        var at = 0;
        foreach (var index in Indices.Of(extents))
        {
            whole[Indices.At(shape, Moved(index, start))] += part[at++];
        }

        return whole;
    }

    private static int[] Moved(int[] index, Shape by) => [.. index.Select((at, axis) => at + by[axis])];
}
