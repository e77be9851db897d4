using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Convolution (cross-correlation, as all of the field has it) of [N, (D,) H, W, Cin] with weights [(kD,) kH, kW, Cin / groups, Cout], zeros outside.</summary>
/// <param name="Geometry">Kernel, stride, dilation, padding, groups.</param>
/// <param name="Exchanged">Whether the last two axes of the weights are [Cout, Cin]: then this is the gradient of a transposed convolution to its input.</param>
public sealed record Conv(ConvGeometry Geometry, bool Exchanged = false) : ProductOperation
{
    /// <inheritdoc/>
    protected override bool ReadsLists => Geometry.Groups == 1;

    /// <inheritdoc/>
    protected override Shape Infer(Shape x, Shape weights)
    {
        ConvShapes.Require(nameof(Conv), Geometry, x, weights, Exchanged);
        var output = Geometry.Output(x.Spatial);
        return output.D > 0 && output.H > 0 && output.W > 0 ? x.WithSpatial(output, ConvShapes.Channels(weights, Geometry.Groups, Exchanged).Out)
            : throw new ArgumentException($"Conv: a kernel of {Geometry.Kernel} with dilation {Geometry.Dilation} does not fit into an input of {x} with padding {Geometry.PadBefore}: the input is too small for this network.");
    }

    /// <summary>To the input: the transposed convolution of the gradient with the same weights. To the weights: <see cref="ConvWeightGradient"/>, which reads the input. The output is not read.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        // The weights first: then the input is free before the gradient of its size is made.
        back.To(1, () => back.Gradient.Graph.Add(back.Result.Layer, new ConvWeightGradient(Geometry, back.Input(1).Shape, Exchanged), back.Input(0), back.Gradient));
        back.To(0, () => back.Gradient.Graph.Add(back.Result.Layer, new ConvTranspose(Geometry, back.Input(0).Shape.Spatial, !Exchanged), back.Gradient, back.Input(1)));
    }

    /// <inheritdoc/>
    public override PackedForm Choose(Shape x, Shape weights, VectorWidth width) =>
        ConvPaths.Choose(Geometry, x, Infer(x, weights), weights, width);

    internal override bool ScalesWithWeights(Shape weights) => !Exchanged;

    /// <inheritdoc/>
    public override Kernel BindPacking(PackedForm form, Window weights, Window packed, VectorWidth width) =>
        ConvPaths.Pack(Geometry, ConvPaths.Taps(weights, form.Weights), packed, Exchanged, width);

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return ConvPaths.Bind(Packed!.Path, Geometry, Operands(binding), Epilogue(binding), Exchanged, binding.Width);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output)
    {
        var weights = Packed?.Weights ?? inputs[1];
        return 2 * output.Elements / output.Channels * weights.Elements;
    }
}

/// <summary>Convolution of values.</summary>
public static class ConvExtension
{
    extension(Value x)
    {
        /// <summary>Convolution with weights [(kD,) kH, kW, Cin / groups, Cout]. PyTorch: <c>conv2d</c>, <c>conv3d</c>.</summary>
        /// <param name="weights">The kernel's extents are read off its leading axes.</param>
        /// <param name="stride">Step of the output, at least 1.</param>
        /// <param name="padding">Zeros on both sides of each axis.</param>
        /// <param name="dilation">Step of the taps, at least 1.</param>
        /// <param name="groups">Groups of channels that do not see one another.</param>
        /// <exception cref="ArgumentException">The channels do not fit, or the kernel does not fit into the input.</exception>
        public Value Conv(Value weights, Triple? stride = null, Triple? padding = null, Triple? dilation = null, int groups = 1)
        {
            var pad = padding ?? default;
            return x.Graph.Add(new Conv(new(ConvShapes.Kernel(weights.Shape), stride ?? Triple.All(1), dilation ?? Triple.All(1), pad, pad, groups)), x, weights);
        }
    }
}
