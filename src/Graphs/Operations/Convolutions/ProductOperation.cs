using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>An operation whose kernel is a product with learnt weights: bias, residual and activation can ride on its store, and its weights are packed for the kernel that the plan chooses.</summary>
/// <remarks>Inputs: x, weights, then the bias, the scale and the addend where <see cref="Tail"/> says so. Networks and gradient rules draw it bare; compiler passes fill in the rest.</remarks>
public abstract record ProductOperation : Operation
{
    /// <summary>What rides on the store.</summary>
    public Tail Tail { get; init; } = Tail.None;

    /// <summary>The kernel and the form of its weights; null until the plan has chosen.</summary>
    public PackedForm? Packed { get; init; }

    internal override double Saving => Packed?.Path == ProductPath.Winograd ? ConvPaths.WinogradSaving : 1;

    /// <inheritdoc/>
    public sealed override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        var output = Infer(inputs[0], Packed?.Weights ?? inputs[1]);
        if (Tail.Bias && inputs[2] != [output.Channels])
        {
            throw new ArgumentException($"{Name}: the bias has shape {inputs[2]}; the result has {output.Channels} channels.");
        }

        if (Tail.Scale && inputs[ScaleAt] != [output.Channels])
        {
            throw new ArgumentException($"{Name}: the scale has shape {inputs[ScaleAt]}; the result has {output.Channels} channels.");
        }

        return !Tail.Addend || inputs[^1] == output ? output
            : throw new ArgumentException($"{Name}: the addend has shape {inputs[^1]}, the result {output}.");
    }

    /// <inheritdoc/>
    public sealed override InputForm Reads(int input) => input switch
    {
        0 => ReadsLists ? InputForm.Windows : InputForm.Window,
        1 => InputForm.Contiguous,
        2 when Tail.Bias => InputForm.Contiguous,
        _ when Tail.Scale && input == ScaleAt => InputForm.Contiguous,
        _ => InputForm.Window,
    };

    /// <summary>Whether the kernels read a concatenation as the list of windows that it is: not where groups of channels would straddle them.</summary>
    protected abstract bool ReadsLists { get; }

    /// <summary>The shape rule from input and weights.</summary>
    protected abstract Shape Infer(Shape x, Shape weights);

    /// <summary>Chooses the kernel from the shapes.</summary>
    /// <param name="x">The input.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="width">The register width.</param>
    public abstract PackedForm Choose(Shape x, Shape weights, VectorWidth width);

    /// <summary>The input that holds the scale, where there is one.</summary>
    internal int ScaleAt => Tail.Bias ? 3 : 2;

    /// <summary>Whether a factor for each channel of the result is a factor on the last axis of these weights.</summary>
    internal abstract bool ScalesWithWeights(Shape weights);

    /// <summary>The kernel call that packs the weights.</summary>
    public abstract Kernel BindPacking(PackedForm form, Window weights, Window packed, VectorWidth width);

    /// <summary>The windows of a bound call; weights that are read as they are get the axes that kernels see.</summary>
    protected ConvWindows Operands(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return new(binding.Windows(0), Packed!.Length == 0 ? ConvPaths.Taps(binding.Input(1), Packed.Weights) : binding.Input(1), binding.Output);
    }

    /// <summary>The epilogue of a bound call.</summary>
    protected Epilogue Epilogue(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return new(Tail.Bias ? binding.Input(2) : null, Tail.NegativeSlope, Tail.Addend ? binding.Input(binding.Count - 1) : null, Tail.Scale ? binding.Input(ScaleAt) : null);
    }
}

/// <summary>What rides on the store of a product: y = f(scale·z + bias + addend), f(z) = z for z &gt; 0, slope·z otherwise.</summary>
/// <param name="Bias">Whether an input holds a bias for each channel.</param>
/// <param name="Addend">Whether the last input is a value of the result's shape to add.</param>
/// <param name="NegativeSlope">1: no activation; 0: ReLU; between: LeakyReLU.</param>
public sealed record Tail(bool Bias, bool Addend, float NegativeSlope)
{
    /// <summary>Whether an input holds a factor for each channel. Only Winograd's kernels take it.</summary>
    public bool Scale { get; init; }

    /// <summary>The product as it is.</summary>
    public static Tail None { get; } = new(false, false, 1);
}

/// <summary>The kernel that a plan chose for a product, and how that kernel wants its weights.</summary>
/// <param name="Path">Which kernel.</param>
/// <param name="Reason">Why, for the print-out.</param>
/// <param name="Length">Floats of the packed weights; 0 when the kernel reads them as they are.</param>
/// <param name="Weights">The shape of the weights before packing.</param>
public sealed record PackedForm(ProductPath Path, string Reason, int Length, Shape Weights);

/// <summary>The ways to do a convolution.</summary>
public enum ProductPath
{
    /// <summary>Winograd: 3x3 in the plane, stride 1.</summary>
    Winograd,

    /// <summary>Rows of patches times weights.</summary>
    Product,

    /// <summary>One channel at a time.</summary>
    Depthwise,
}

/// <summary>Weights in the form that a kernel wants them: written anew when the parameters have changed.</summary>
/// <param name="Product">The product that will read them.</param>
/// <param name="Form">The form.</param>
public sealed record PackWeights(ProductOperation Product, PackedForm Form) : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => [Form.Length];

    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Product.BindPacking(Form, binding.Input(0), binding.Output, binding.Width);
    }
}
