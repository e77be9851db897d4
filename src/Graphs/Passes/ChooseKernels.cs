using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Chooses the kernel of each product from its shapes, and draws the packing of its weights as a value of its own: at inference that is done once for each change of the parameters.</summary>
internal static class ChooseKernels
{
    public static Program Apply(Program program, VectorWidth width)
    {
        var rewrite = new Rewrite(program);
        foreach (var value in program.Values)
        {
            if (value.Operation is not ProductOperation { Packed: null } product)
            {
                rewrite.Keep(value);
                continue;
            }

            var form = product.Choose(Channels(value.Inputs[0]), value.Inputs[0].Shape, value.Inputs[1].Shape, width);
            var weights = rewrite[value.Inputs[1]];
            var packed = form.Length == 0 ? weights : rewrite.Add(value.Layer, new PackWeights(product, form), weights);
            rewrite.Replace(value, rewrite.Add(value.Layer, product with { Packed = form }, [rewrite[value.Inputs[0]], packed, .. value.Inputs.Skip(2).Select(input => rewrite[input])]));
        }

        return rewrite.Finish();
    }

    // The windows that a value will be read through, along the channels.
    private static int[] Channels(Value value) => value.Operation switch
    {
        Concat => [.. value.Inputs.SelectMany(Channels)],
        Slice slice => Part(Channels(value.Inputs[0]), slice.Start[^1], slice.Extents.Channels),
        _ => [value.Shape.Channels],
    };

    private static int[] Part(int[] channels, int first, int count)
    {
        var part = new List<int>();
        foreach (var window in channels)
        {
            var (from, to) = (Math.Max(first, 0), Math.Min(first + count, window));
            if (from < to)
            {
                part.Add(to - from);
            }

            first -= window;
        }

        return [.. part];
    }
}
