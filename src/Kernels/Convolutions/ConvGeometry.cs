namespace UNetSharp.Kernels;

/// <summary>Three numbers for the axes depth, height, width.</summary>
public readonly record struct Triple(int D, int H, int W)
{
    /// <summary>The same number on every axis.</summary>
    public static Triple All(int value) => new(value, value, value);

    /// <summary>D·H·W.</summary>
    public int Product => D * H * W;

    /// <inheritdoc/>
    public override string ToString() => $"{D}x{H}x{W}";
}

/// <summary>Where a convolution reads: y[o] = Σ over taps t of x[o·stride + t·dilation − padBefore]·w[t], zero outside. Images are volumes of depth 1.</summary>
/// <param name="Kernel">Taps.</param>
/// <param name="Stride">Step of the output position, at least 1.</param>
/// <param name="Dilation">Step of the taps, at least 1.</param>
/// <param name="PadBefore">Zeros in front of the first sample.</param>
/// <param name="PadAfter">Zeros behind the last sample.</param>
/// <param name="Groups">Groups of channels that do not see one another; divides input and output channels.</param>
public readonly record struct ConvGeometry(Triple Kernel, Triple Stride, Triple Dilation, Triple PadBefore, Triple PadAfter, int Groups = 1)
{
    /// <summary>Output extents for input extents: (n + padBefore + padAfter − dilation·(kernel − 1) − 1) / stride + 1.</summary>
    public Triple Output(Triple input) => new(
        Output(input.D, Kernel.D, Stride.D, Dilation.D, PadBefore.D + PadAfter.D),
        Output(input.H, Kernel.H, Stride.H, Dilation.H, PadBefore.H + PadAfter.H),
        Output(input.W, Kernel.W, Stride.W, Dilation.W, PadBefore.W + PadAfter.W));

    private static int Output(int size, int kernel, int stride, int dilation, int padding)
    {
        var room = size + padding - (dilation * (kernel - 1)) - 1;
        return room < 0 ? 0 : (room / stride) + 1;
    }
}

/// <summary>What happens to a product before it is stored: y = f(scale·z + bias + addend), f(z) = z for z &gt; 0, slope·z otherwise.</summary>
/// <param name="Bias">One number for each output channel (contiguous), or null.</param>
/// <param name="NegativeSlope">1: no activation; 0: ReLU; between: LeakyReLU.</param>
/// <param name="Addend">A window of the output's extents to add before the activation (a residual), or null.</param>
/// <param name="Scale">One number for each output channel (contiguous), or null for 1. Of the kernels only Winograd's takes it: it reads its weights as they are, the others pack them and can have the factor in there.</param>
public readonly record struct Epilogue(Window? Bias, float NegativeSlope = 1, Window? Addend = null, Window? Scale = null)
{
    /// <summary>Stores the product as it is.</summary>
    public static Epilogue None { get; } = new(null);
}
