using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Lets a ReLU behind a normalisation ride on it, and its gradient on the normalisation's: two passes over memory less forward, one or two less backward.</summary>
/// <remarks>
/// <code>
/// r = relu(normalise(x))                          →  r = normalise+relu(x)
/// g = relu'(dr, r), sums(x, g), dx(x, g, sums)    →  sums(x, dr), dx(x, dr, sums)
/// </code>
/// Forward only where nobody else reads the normalised value. What else reads the activation's gradient keeps it.
/// </remarks>
internal static class FuseNormalisations
{
    public static Program Apply(Program program)
    {
        var uses = program.Uses();
        var rewrite = new Rewrite(program);
        foreach (var value in program.Values)
        {
            switch (value.Operation)
            {
                case { Ride: { Kind: RideKind.Activation, NegativeSlope: var slope } } when value.Inputs[0] is { Operation: Normalise { NegativeSlope: 1 } normalise } source && uses[source] == 1:
                    rewrite.Replace(value, rewrite.Add(value.Layer, normalise with { NegativeSlope = slope }, Mapped(source.Inputs)));
                    break;
                case NormaliseSums { NegativeSlope: 1 } sums when Fused(value) is { } activation:
                    rewrite.Replace(value, rewrite.Add(value.Layer, sums with { NegativeSlope = activation.Slope, Gamma = activation.Forward.Gamma, Beta = activation.Forward.Beta }, Mapped([.. value.Inputs[..2], activation.Gradient, .. activation.Parameters])));
                    break;
                case NormaliseGradient { NegativeSlope: 1 } gradient when Fused(value) is { } activation:
                    rewrite.Replace(value, rewrite.Add(value.Layer, gradient with { NegativeSlope = activation.Slope, Beta = activation.Forward.Beta }, Mapped([.. value.Inputs[..2], activation.Gradient, .. activation.Parameters, .. value.Inputs[(gradient.Gamma ? 4 : 3)..]])));
                    break;
                default:
                    rewrite.Keep(value);
                    break;
            }
        }

        return rewrite.Finish();

        Value[] Mapped(IEnumerable<Value> values) => [.. values.Select(value => rewrite[value])];

        // The activation whose gradient reaches a normalisation's gradient kernel.
        static Activation? Fused(Value value) => value.Inputs[2] switch
        {
            { Operation: Pairwise<ReluGradient>, Inputs: [var gradient, var result] } when Normalised(result, value) is { } normalised => new(gradient, normalised, 0),
            { Operation: Pairwise<LeakyReluGradient> { Function.Slope: var slope }, Inputs: [var gradient, var result] } when Normalised(result, value) is { } normalised => new(gradient, normalised, slope),
            _ => null,
        };

        // The normalisation of the same input with the same moments right in front of an activation.
        static Value? Normalised(Value activation, Value gradient) => activation is { Operation.Ride.Kind: RideKind.Activation, Inputs: [{ Operation: Normalise { NegativeSlope: 1 } } normalised] }
            && normalised.Inputs[0] == gradient.Inputs[0] && normalised.Inputs[1] == gradient.Inputs[1] ? normalised : null;
    }

    // The gradient of an activation's result, and the normalisation in front of it.
    private sealed record Activation(Value Gradient, Value Normalised, float Slope)
    {
        public Normalise Forward => (Normalise)Normalised.Operation;

        // γ if any, β if any.
        public IEnumerable<Value> Parameters => Normalised.Inputs[2..];
    }
}
