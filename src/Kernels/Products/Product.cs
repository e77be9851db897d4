namespace UNetSharp.Kernels;

/// <summary>Matrix product for each matrix of a batch: C[b] = epilogue(alpha·op(A[b])·op(B[b])), op(M) = M or its transpose.</summary>
/// <remarks>
/// A window [N, D, H, W, C] is N·D matrices of H·W rows and C columns: tokens [N, L, C] are the window [N, 1, 1, L, C]. Rows must be evenly spaced; they may be further apart than
/// their columns (a slice of channels). An operand of one matrix serves the whole batch. PyTorch: <c>matmul</c>, <c>baddbmm</c>, <c>linear</c> (whose weight is B transposed).
/// A product that sums over very many rows into a small matrix (the weight gradient of a linear layer) is better served by <see cref="ConvWeightGradient"/> with a 1x1 kernel,
/// which spreads the sum over threads.
/// </remarks>
public static class Product
{
    /// <summary>Binds a product.</summary>
    /// <param name="width">Registers to use.</param>
    /// <param name="a">[batch, rows, K], or [batch, K, rows] when transposed.</param>
    /// <param name="b">[batch, K, columns], or [batch, columns, K] when transposed.</param>
    /// <param name="c">[batch, rows, columns]: the result.</param>
    /// <param name="options">Transposition, factor, epilogue.</param>
    /// <exception cref="ArgumentException">The extents do not belong together, or the rows of a window are not evenly spaced.</exception>
    public static Kernel Create(VectorWidth width, Window a, Window b, Window c, ProductOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(a, b, c, options);
        ConvExtents.CheckEpilogue(nameof(Product), options.Epilogue, c);
        return width switch
        {
            VectorWidth.Bits512 => new MatrixProduct<Lane512>(a, b, c, options),
            VectorWidth.Bits256 => new MatrixProduct<Lane256>(a, b, c, options),
            VectorWidth.Bits128 => new MatrixProduct<Lane128>(a, b, c, options),
            _ => new MatrixProduct<Lane1>(a, b, c, options),
        };
    }

    private static void Check(Window a, Window b, Window c, ProductOptions options)
    {
        var (rows, k) = Extents(a, options.TransposeA);
        var (kOfB, columns) = Extents(b, options.TransposeB);
        if (k != kOfB || (rows, columns) != Extents(c, transpose: false))
        {
            throw new ArgumentException($"Product: {Described(a, options.TransposeA)} times {Described(b, options.TransposeB)} does not make {Described(c, false)}.");
        }

        foreach (var (operand, name) in new[] { (a, "A"), (b, "B") })
        {
            if ((operand.N, operand.D) != (c.N, c.D) && (operand.N, operand.D) != (1, 1))
            {
                throw new ArgumentException($"Product: {name} has {operand.N}·{operand.D} matrices and the result {c.N}·{c.D}; it must have as many, or one for all.");
            }
        }

        foreach (var window in options.Epilogue.Addend is { } addend ? [a, b, c, addend] : new[] { a, b, c })
        {
            if (window.H > 1 && window.W > 1 && window.StrideH != window.W * window.StrideW)
            {
                throw new ArgumentException($"Product: the rows of the window {window} are not evenly spaced (strides {window.StrideH} and {window.StrideW}): copy it into one whose are.");
            }
        }
    }

    private static (long Rows, long Columns) Extents(Window window, bool transpose) =>
        transpose ? (window.C, (long)window.H * window.W) : ((long)window.H * window.W, window.C);

    private static string Described(Window window, bool transpose) => $"[{(long)window.H * window.W}, {window.C}]{(transpose ? " transposed" : "")}";
}
