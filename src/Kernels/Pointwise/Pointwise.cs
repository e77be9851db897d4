namespace UNetSharp.Kernels;

/// <summary>Binds element-wise functions to windows. An input's extent is the result's, or 1: then it is stretched along that axis.</summary>
/// <remarks>A result may be the same memory as an input of its own extents: every number is read before its place is written.</remarks>
public static class Pointwise
{
    /// <summary>result = f(x).</summary>
    /// <param name="function">f.</param>
    /// <param name="x">Input.</param>
    /// <param name="result">Result.</param>
    /// <param name="width">Register width; the machine's best by default.</param>
    /// <exception cref="ArgumentException">The input does not stretch to the result.</exception>
    public static Kernel Unary<TFunction>(TFunction function, Window x, Window result, VectorWidth? width = null) where TFunction : struct, IUnaryFunction =>
        (width ?? VectorWidths.Best) switch
        {
            VectorWidth.Bits512 => new UnaryKernel<TFunction, Lane512>(function, x, result),
            VectorWidth.Bits256 => new UnaryKernel<TFunction, Lane256>(function, x, result),
            VectorWidth.Bits128 => new UnaryKernel<TFunction, Lane128>(function, x, result),
            _ => new UnaryKernel<TFunction, Lane1>(function, x, result),
        };

    /// <summary>result = f(a, b).</summary>
    /// <param name="function">f.</param>
    /// <param name="a">First input.</param>
    /// <param name="b">Second input.</param>
    /// <param name="result">Result.</param>
    /// <param name="width">Register width; the machine's best by default.</param>
    /// <exception cref="ArgumentException">An input does not stretch to the result.</exception>
    public static Kernel Binary<TFunction>(TFunction function, Window a, Window b, Window result, VectorWidth? width = null) where TFunction : struct, IBinaryFunction =>
        (width ?? VectorWidths.Best) switch
        {
            VectorWidth.Bits512 => new BinaryKernel<TFunction, Lane512>(function, a, b, result),
            VectorWidth.Bits256 => new BinaryKernel<TFunction, Lane256>(function, a, b, result),
            VectorWidth.Bits128 => new BinaryKernel<TFunction, Lane128>(function, a, b, result),
            _ => new BinaryKernel<TFunction, Lane1>(function, a, b, result),
        };

    /// <summary>result = f(a, b, c).</summary>
    /// <param name="function">f.</param>
    /// <param name="inputs">The three inputs.</param>
    /// <param name="result">Result.</param>
    /// <param name="width">Register width; the machine's best by default.</param>
    /// <exception cref="ArgumentException">An input does not stretch to the result.</exception>
    public static Kernel Ternary<TFunction>(TFunction function, (Window A, Window B, Window C) inputs, Window result, VectorWidth? width = null) where TFunction : struct, ITernaryFunction =>
        (width ?? VectorWidths.Best) switch
        {
            VectorWidth.Bits512 => new TernaryKernel<TFunction, Lane512>(function, inputs, result),
            VectorWidth.Bits256 => new TernaryKernel<TFunction, Lane256>(function, inputs, result),
            VectorWidth.Bits128 => new TernaryKernel<TFunction, Lane128>(function, inputs, result),
            _ => new TernaryKernel<TFunction, Lane1>(function, inputs, result),
        };
}
