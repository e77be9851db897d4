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

            var form = product.Choose(value.Inputs[0].Shape, value.Inputs[1].Shape, width);
            var weights = rewrite[value.Inputs[1]];
            var packed = form.Length == 0 ? weights : rewrite.Add(value.Layer, new PackWeights(product, form), weights);
            rewrite.Replace(value, rewrite.Add(value.Layer, product with { Packed = form }, [rewrite[value.Inputs[0]], packed, .. value.Inputs.Skip(2).Select(input => rewrite[input])]));
        }

        return rewrite.Finish();
    }
}
