using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Lets biases, residuals, activations and (at inference) factors for each channel ride on the product that feeds them.</summary>
/// <remarks>
/// Folded when the product's result has no other reader: a value that the backward pass reads stays. A factor for each channel rides on the store of a Winograd convolution, and goes into
/// the weights of others, conv(x, w)·s = conv(x, w·s), where these are constant during a run; so normalisation with running statistics, drawn as x·scale + shift, disappears.
/// </remarks>
internal static class FuseEpilogues
{
    public static Program Apply(Program program, VectorWidth width)
    {
        var uses = program.Uses();
        var fromParameters = Leaves.FromParameters(program.Values);
        var rewrite = new Rewrite(program);
        foreach (var value in program.Values)
        {
            var fused = value.Operation.Ride is { } ride && value.Inputs.Length > 0 ? Fuse(value, ride) : null;
            if (fused is null)
            {
                rewrite.Keep(value);
            }
            else
            {
                rewrite.Replace(value, fused);
            }
        }

        return rewrite.Finish();

        Value? Fuse(Value value, Ride ride)
        {
            for (var side = 0; side < value.Inputs.Length; side++)
            {
                var (carrier, other) = (value.Inputs[side], value.Inputs.Length == 2 ? value.Inputs[1 - side] : null);
                if (uses[carrier] == 1 && rewrite[carrier] is { Operation: ProductOperation { Tail.NegativeSlope: 1 } product } onto && carrier.Shape == value.Shape
                    && Onto(rewrite, onto, product, width, ride, value.Layer, other is null ? null : rewrite[other], other is not null && fromParameters.Contains(other)) is { } fused)
                {
                    return fused;
                }
            }

            return null;
        }
    }

    private static Value? Onto(Rewrite rewrite, Value onto, ProductOperation product, VectorWidth width, Ride ride, string layer, Value? other, bool otherFromParameters)
    {
        var perChannel = other is not null && otherFromParameters && other.Shape == [onto.Shape.Channels];
        switch (ride.Kind)
        {
            case RideKind.Activation:
                return rewrite.Add(layer, product with { Tail = product.Tail with { NegativeSlope = ride.NegativeSlope } }, [.. onto.Inputs]);
            case RideKind.Sum when perChannel && product.Tail is { Bias: false, Addend: false }:
                return rewrite.Add(layer, product with { Tail = product.Tail with { Bias = true } }, [.. onto.Inputs[..2], other!, .. onto.Inputs[2..]]);
            case RideKind.Sum when perChannel && product.Tail is { Bias: true, Addend: false }:
                return rewrite.Add(layer, product, [.. onto.Inputs[..2], onto.Inputs[2] + other!, .. onto.Inputs[3..]]);
            case RideKind.Sum when other?.Shape == onto.Shape && !product.Tail.Addend:
                return rewrite.Add(layer, product with { Tail = product.Tail with { Addend = true } }, [.. onto.Inputs, other]);
            case RideKind.Scale when perChannel && product.Tail is { Addend: false, Scale: false } && product.Choose(onto.Inputs[0].Shape, onto.Inputs[1].Shape, width).Path == ProductPath.Winograd:
                Value[] bias = product.Tail.Bias ? [onto.Inputs[2] * other!] : [];
                return rewrite.Add(layer, product with { Tail = product.Tail with { Scale = true } }, [.. onto.Inputs[..2], .. bias, other!]);
            case RideKind.Scale when perChannel && product.Tail is { Addend: false, Scale: false } && product.ScalesWithWeights(onto.Inputs[1].Shape):
                var weights = onto.Inputs[1] * other!;
                return product.Tail.Bias
                    ? rewrite.Add(layer, product, onto.Inputs[0], weights, onto.Inputs[2] * other!)
                    : rewrite.Add(layer, product, onto.Inputs[0], weights);
            default:
                return null;
        }
    }
}
