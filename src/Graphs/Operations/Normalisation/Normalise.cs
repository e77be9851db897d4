using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>y = f((x − mean) / √(variance + ε)·γ + β): batch, instance, group and layer normalisation. Inputs: x, its moments, γ if any, β if any.</summary>
/// <remarks>f(z) = z for z &gt; 0, slope·z otherwise, so that an activation behind a normalisation can ride on it; the gradient computes z again from x.</remarks>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Gamma">Whether there is a factor for each channel.</param>
/// <param name="Beta">Whether there is a summand for each channel.</param>
/// <param name="NegativeSlope">1: no activation; 0: ReLU; between: LeakyReLU.</param>
public sealed record Normalise(float Epsilon, bool Gamma, bool Beta, float NegativeSlope = 1) : Operation
{
    /// <inheritdoc/>
    public override int MayOverwrite => 0;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        var (x, moments) = (inputs[0], inputs[1]);
        if (moments.Rank != 3 || moments[1] != 2 || (moments[0] != 1 && moments[0] != x[0]) || x.Channels % moments[2] != 0)
        {
            throw new ArgumentException($"Normalise: moments {moments} are not those of {x}.");
        }

        foreach (var parameter in inputs[2..])
        {
            if (parameter.Rank != 1 || parameter[0] != x.Channels)
            {
                throw new ArgumentException($"Normalise: a parameter of {parameter} for {x.Channels} channels (input {x}).");
            }
        }

        return x;
    }

    /// <summary>To x including its way through the moments, which get no gradient themselves; to γ and β sums over everything but the channels. Reads x and the moments.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        var gradient = new NormaliseBackward(this, back);
        back.To(0, gradient.ToInput);
        if (Gamma)
        {
            back.To(2, () => gradient.ToChannels(1));
        }

        if (Beta)
        {
            back.To(Gamma ? 3 : 2, () => gradient.ToChannels(0));
        }
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        var beta = Beta ? binding.Input(Gamma ? 3 : 2) : (Window?)null;
        return Normalisation.Forward(new Normalised(binding.Input(0), binding.Input(1), Gamma ? binding.Input(2) : null, beta, Epsilon, NegativeSlope), binding.Output, binding.Width);
    }

    /// <summary>A subtraction and a multiply-add for each number.</summary>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 3 * output.Elements;
}

/// <summary>The gradients of one <see cref="Normalise"/>, which share a pass over x and dy.</summary>
internal sealed class NormaliseBackward(Normalise forward, Backward back)
{
    private readonly Value _x = back.Input(0), _moments = back.Input(1), _dy = back.Gradient, _y = back.Result;
    private Value? _sums;

    // Each sample is one pixel and one set: the kernel takes the sums of a sample while it is in the cache.
    private bool IsByRows => _moments.Shape[2] == 1 && _moments.Shape[0] == _x.Shape[0] && _x.Shape.Rank > 2 && _x.Shape.Spatial.Product == 1;

    // β matters to an activation's sign only, γ in the sums too.
    private bool Activates => forward.NegativeSlope != 1;

    private Value[] Gamma => forward.Gamma ? [_y.Inputs[2]] : [];

    private Value[] Beta => forward.Beta && Activates ? [_y.Inputs[^1]] : [];

    private Value Sums => _sums ??= _x.Graph.Add(_y.Layer, new NormaliseSums(forward.Epsilon, forward.NegativeSlope, PerSample: !IsByRows && _moments.Shape[0] > 1, forward.Gamma && Activates, Beta.Length > 0),
        [_x, _moments, _dy, .. Activates ? Gamma : [], .. Beta]);

    public Value ToInput()
    {
        Value[] sums = IsByRows ? [] : [Sums];
        return _x.Graph.Add(_y.Layer, new NormaliseGradient(forward.Epsilon, forward.NegativeSlope, forward.Gamma, Beta.Length > 0, !IsByRows), [_x, _moments, _dy, .. Gamma, .. Beta, .. sums]);
    }

    // Row 0 of the sums is Σ dz, row 1 is Σ dz·x̂.
    public Value ToChannels(int row)
    {
        var part = Sums.Slice(axis: 1, row, 1);
        return (part.Shape[0] > 1 ? part.Sum([0]) : part).Reshape([_x.Shape.Channels]);
    }
}
