using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>The gradient of a convolution to its weights: dw[t] = Σ x[o·stride + t·dilation − padBefore]ᵀ·dy[o]. Inputs: x, dy.</summary>
/// <param name="Geometry">Of the convolution.</param>
/// <param name="Weights">The shape of the weights.</param>
/// <param name="Exchanged">Whether the last two axes of the weights are [Cout, Cin].</param>
public sealed record ConvWeightGradient(ConvGeometry Geometry, Shape Weights, bool Exchanged) : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        ConvShapes.Require(nameof(ConvWeightGradient), Geometry, inputs[0], Weights, Exchanged);
        var expected = inputs[0].WithSpatial(Geometry.Output(inputs[0].Spatial), ConvShapes.Channels(Weights, Geometry.Groups, Exchanged).Out);
        return inputs[1] == expected ? Weights : throw new ArgumentException($"ConvWeightGradient: the gradient of the result has shape {inputs[1]}; the result has {expected}.");
    }

    /// <inheritdoc/>
    public override InputForm Reads(int input) => input == 0 && Geometry.Groups == 1 ? InputForm.Windows : InputForm.Window;

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        var gradient = ConvPaths.Taps(binding.Output, Weights);
        return ConvPaths.BindWeightGradient(Geometry, new(binding.Windows(0), gradient, binding.Input(1)), Exchanged, binding.Width);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 2 * inputs[1].Elements / inputs[1].Channels * Weights.Elements;

    internal override double Saving => WinogradConv.Refusal(Geometry) is null ? ConvPaths.WinogradSaving : 1;
}
