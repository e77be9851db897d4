using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Transposed convolution: x̂[i] = Σ y[o]·w[t] over all o·stride + t·dilation − padBefore = i. The up-convolution of U-Nets, and the gradient of a convolution to its input.</summary>
/// <param name="Geometry">Of the convolution that this is the transpose of.</param>
/// <param name="Output">Spatial extents of the result: those of the convolution's input, which its stride alone leaves open.</param>
/// <param name="Exchanged">False: weights [(kD,) kH, kW, Cin, Cout / groups] of an up-convolution. True: the last two axes are [Cout, Cin], a convolution's own weights.</param>
public sealed record ConvTranspose(ConvGeometry Geometry, Triple Output, bool Exchanged = false) : ProductOperation
{
    /// <inheritdoc/>
    protected override bool ReadsLists => Geometry.Groups == 1;

    /// <inheritdoc/>
    protected override Shape Infer(Shape x, Shape weights)
    {
        var (input, output) = Channels(weights);
        if (x.Rank != weights.Rank || x.Rank is not (4 or 5) || x.Channels != input)
        {
            throw new ArgumentException($"ConvTranspose: input has {x.Channels} channels but the weight was made for {input} (input {x}, weight {weights}).");
        }

        return Geometry.Output(Output) == x.Spatial ? x.WithSpatial(Output, output)
            : throw new ArgumentException($"ConvTranspose: an output of {Output} belongs to an input of {Geometry.Output(Output)}, not to {x}.");
    }

    /// <summary>To the input: the convolution of the gradient with the same weights. To the weights: <see cref="ConvWeightGradient"/> with the two sides exchanged; it reads the input.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        // The weights first: then the input is free before the gradient of its size is made.
        back.To(1, () => back.Gradient.Graph.Add(back.Result.Layer, new ConvWeightGradient(Geometry, back.Input(1).Shape, !Exchanged), back.Gradient, back.Input(0)));
        back.To(0, () => back.Gradient.Graph.Add(back.Result.Layer, new Conv(Geometry, !Exchanged), back.Gradient, back.Input(1)));
    }

    /// <inheritdoc/>
    public override PackedForm Choose(Shape x, Shape weights, VectorWidth width) =>
        ConvPaths.ChooseTransposed(Geometry, x, Infer(x, weights), weights, width);

    internal override bool ScalesWithWeights(Shape weights) => !Exchanged && Geometry.Groups == 1;

    /// <inheritdoc/>
    public override Kernel BindPacking(PackedForm form, Window weights, Window packed, VectorWidth width) =>
        ConvPaths.PackTransposed(Geometry, ConvPaths.Taps(weights, form.Weights), packed, Exchanged, width);

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return ConvPaths.BindTransposed(Packed!.Path, Geometry, Operands(binding), Epilogue(binding), Exchanged, binding.Width);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output)
    {
        var weights = Packed?.Weights ?? inputs[1];
        return 2 * inputs[0].Elements / inputs[0].Channels * weights.Elements;
    }

    // Seen from the convolution that this transposes, input and output change places.
    private (int In, int Out) Channels(Shape weights) => Exchanged ? (weights[^1], weights[^2] * Geometry.Groups) : (weights[^2], weights[^1] * Geometry.Groups);
}

/// <summary>Transposed convolution of values.</summary>
public static class ConvTransposeExtension
{
    extension(Value x)
    {
        /// <summary>Transposed convolution with weights [(kD,) kH, kW, Cin, Cout / groups]; the result has (n − 1)·stride − 2·padding + kernel + outputPadding samples on each axis. PyTorch: <c>conv_transpose2d</c>, <c>conv_transpose3d</c>.</summary>
        /// <exception cref="ArgumentException">The channels do not fit.</exception>
        public Value ConvTranspose(Value weights, Triple stride, Triple? padding = null, Triple? outputPadding = null, int groups = 1)
        {
            var (kernel, pad, more, input) = (ConvShapes.Kernel(weights.Shape), padding ?? default, outputPadding ?? default, x.Shape.Spatial);
            static int Size(int n, int stride, int pad, int kernel, int more) => ((n - 1) * stride) - (2 * pad) + kernel + more;
            var output = new Triple(
                x.Shape.Rank == 5 ? Size(input.D, stride.D, pad.D, kernel.D, more.D) : 1,
                Size(input.H, stride.H, pad.H, kernel.H, more.H),
                Size(input.W, stride.W, pad.W, kernel.W, more.W));
            var geometry = new ConvGeometry(kernel, x.Shape.Rank == 5 ? stride : stride with { D = 1 }, Triple.All(1), pad, pad, groups);
            return x.Graph.Add(new ConvTranspose(geometry, output), x, weights);
        }
    }
}
