namespace UNetSharp.Kernels;

/// <summary>Binds reductions to windows.</summary>
public static class Reduction
{
    /// <summary>result = scale·Σ x over the axes on which the result has extent 1.</summary>
    /// <param name="x">Input.</param>
    /// <param name="result">Result: on each axis the input's extent, or 1.</param>
    /// <param name="scale">1 for the sum; 1 / (numbers in a sum) for the mean.</param>
    /// <param name="width">Register width; the machine's best by default.</param>
    /// <remarks>At most some dozens of numbers are added in float32 in a row; such sums are added in double precision: relative error of about 10⁻⁷ of Σ |x|.</remarks>
    /// <exception cref="ArgumentException">The result has another extent on some axis.</exception>
    public static Kernel Sum(Window x, Window result, float scale = 1, VectorWidth? width = null) =>
        (width ?? VectorWidths.Best) switch
        {
            VectorWidth.Bits512 => new SumKernel<Lane512>(x, result, scale),
            VectorWidth.Bits256 => new SumKernel<Lane256>(x, result, scale),
            VectorWidth.Bits128 => new SumKernel<Lane128>(x, result, scale),
            _ => new SumKernel<Lane1>(x, result, scale),
        };
}
