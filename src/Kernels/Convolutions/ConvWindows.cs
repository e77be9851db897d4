namespace UNetSharp.Kernels;

/// <summary>The three operands of a convolution. Convolutions and transposed convolutions read input and weights and write the output; weight gradients read input and output and write the weights.</summary>
/// <param name="Input">Windows that share [N, D, H, W]; their channels, one window after the other, are the input's: a concatenation that nobody copies.</param>
/// <param name="Weights">
/// The weights as the kernel wants them: packed for the products, [kD, kH, kW, Cin/groups, Cout] (in the axes N, D, H, W, C of the window) where they are read or written plainly.
/// </param>
/// <param name="Output">One window with strides of its own.</param>
public sealed record ConvWindows(IReadOnlyList<Window> Input, Window Weights, Window Output)
{
    /// <summary>Operands with an input of one window.</summary>
    public ConvWindows(Window input, Window weights, Window output) : this([input], weights, output)
    {
    }

    /// <summary>Channels of the input, all windows together.</summary>
    public int InputChannels => Input.Sum(window => window.C);
}
